import type { Progress } from './study-event.js';

/**
 * Counts epochs and foretells the rest. An epoch's cost is taken as proportional to the candidate's multiply-adds;
 * candidates not known yet count as the mean of those that are.
 */
export class ProgressMeter {
  private readonly startedAt: number;
  private finished = 0;
  private readonly ended = new Set<number>();
  private plannedTrials = 0;
  private plannedEpochs = 0;
  private readonly macs = new Map<number, number>();
  /** Epochs that candidates under way still have before them. */
  private readonly ahead = new Map<number, number>();
  private doneWork = 0;

  constructor(private readonly now: () => number) {
    this.startedAt = now();
  }

  /** So many more candidates are to come, each trained for so many epochs. */
  plan(trials: number, epochs: number): void {
    this.plannedTrials += trials;
    this.plannedEpochs += trials * epochs;
  }

  /** A candidate began, or begins again, be it that it had ended already. */
  begin(trial: number, macs: number, epochs: number): void {
    if (this.ended.delete(trial)) {
      this.finished--;
      this.plannedEpochs += epochs;
    }
    this.macs.set(trial, macs);
    this.ahead.set(trial, epochs);
  }

  epoch(trial: number): void {
    this.ahead.set(trial, (this.ahead.get(trial) ?? 1) - 1);
    this.doneWork += this.macs.get(trial) ?? 0;
  }

  /** An epoch that an earlier run of the study trained: it takes no time again. */
  restored(trial: number): void {
    this.ahead.set(trial, (this.ahead.get(trial) ?? 1) - 1);
    this.plannedEpochs--;
  }

  /** A candidate ended; epochs that it did not run need no time any more. */
  end(trial: number): void {
    this.finished++;
    this.ended.add(trial);
    this.plannedEpochs -= this.ahead.get(trial) ?? 0;
    this.ahead.delete(trial);
  }

  read(): Progress {
    const known = [...this.macs.values()];
    const mean = known.reduce((sum, macs) => sum + macs, 0) / Math.max(1, known.length);
    const seconds = (this.now() - this.startedAt) / 1000;
    const left = this.finished >= this.plannedTrials ? 0 : Math.max(0, mean * this.plannedEpochs - this.doneWork);
    return {
      finishedTrials: this.finished,
      plannedTrials: this.plannedTrials,
      etaSeconds: this.doneWork > 0 ? (seconds / this.doneWork) * left : undefined,
    };
  }
}
