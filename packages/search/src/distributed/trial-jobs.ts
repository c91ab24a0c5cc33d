/** What a worker is asked to do. The trial itself is in the results store. */
export interface TrialJob {
  readonly study: string;
  readonly trialId: number;
  /** How long it will be trained unless it is stopped. */
  readonly epochs?: number;
  /** A worker that is not heard of for so long is given up. */
  readonly silenceSeconds: number;
}

/** A job that this process took and nobody else has. */
export interface TakenJob extends TrialJob {
  readonly id: string;
}

/**
 * The queue between the one who suggests trials and the workers. It only tells where to look: the store decides who runs a trial. So a job that comes twice does
 * no harm, and one that was lost is sent again.
 */
export interface TrialJobs {
  /** Does nothing while a job for the same trial waits. */
  send(job: TrialJob): Promise<void>;
  /** The job that has waited longest; undefined when none waits. */
  take(): Promise<TakenJob | undefined>;
  /** The trial was started, or needs no start any more. */
  done(job: TakenJob): Promise<void>;
  /** For somebody else to take. */
  giveBack(job: TakenJob): Promise<void>;
  close(): Promise<void>;
}
