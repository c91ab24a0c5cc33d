/** What is said of an attempt as it starts, and kept with its trial. */
export interface TrialStart {
  /** One of the places in which the holder of the lease runs trials at the same time, such as `2`. */
  readonly slot?: string;
  /** Instead of a slot: another process, such as `host/1234`, which owes heartbeats. */
  readonly worker?: string;
  /** How long it will be trained unless it is stopped. */
  readonly epochs?: number;
}

/** A trial that is run by a worker: another process than the one that runs the study, maybe on another machine. */
export interface TrialWorker {
  readonly trialId: number;
  /** The trial's number within the study. */
  readonly trial: number;
  readonly attempt: number;
  /** What the worker calls itself, such as `host/1234`. */
  readonly worker: string;
  /** By the worker's clock, which may be another than the reader's: a worker lives as long as this changes. */
  readonly heartbeatAt: number;
}
