import type { Progress } from './study-event.js';

/**
 * Counts epochs and foretells the rest. An epoch's cost is taken as proportional to the candidate's multiply-adds;
 * candidates not known yet count as the mean of those that are.
 */
export class ProgressMeter {
  private readonly startedAt: number;
  private finished = 0;
  private readonly macs = new Map<number, number>();
  private doneWork = 0;

  constructor(
    private readonly planned: number,
    private readonly epochs: number,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
  }

  /** A candidate began, or begins again. */
  begin(trial: number, macs: number): void {
    this.macs.set(trial, macs);
  }

  epoch(trial: number): void {
    this.doneWork += this.macs.get(trial) ?? 0;
  }

  /** A candidate ended after `epochs` epochs; those it did not run need no time any more. */
  end(): void {
    this.finished++;
  }

  read(): Progress {
    const known = [...this.macs.values()];
    const mean = known.reduce((sum, macs) => sum + macs, 0) / Math.max(1, known.length);
    const plannedWork = mean * this.planned * this.epochs;
    const seconds = (this.now() - this.startedAt) / 1000;
    const left = this.finished >= this.planned ? 0 : Math.max(0, plannedWork - this.doneWork);
    return {
      finishedTrials: this.finished,
      plannedTrials: this.planned,
      etaSeconds: this.doneWork > 0 ? (seconds / this.doneWork) * left : undefined,
    };
  }
}
