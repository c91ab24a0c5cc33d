/** Who wants to run a study: a process on a machine. */
export interface RunnerIdentity {
  readonly pid: number;
  readonly host: string;
}

export interface RunnerInfo extends RunnerIdentity {
  readonly acquiredAt: number;
  readonly heartbeatAt: number;
}

/** For those who look on: whether the holder would still be respected. */
export interface RunnerStatus extends RunnerInfo {
  readonly alive: boolean;
}

/** The right to run one study. It lasts while heartbeats come. */
export interface RunnerLease extends RunnerIdentity {
  readonly study: string;
  readonly acquiredAt: number;
  /** Call it every few seconds. Throws LeaseLostError when somebody else took over: stop at once then. */
  heartbeat(): Promise<void>;
  /** Gives the study back. Does nothing when it was lost or released before. */
  release(): Promise<void>;
}
