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
