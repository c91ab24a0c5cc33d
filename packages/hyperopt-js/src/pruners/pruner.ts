import type { Observation } from '../trial.js';

/** What a pruner may look at. Losses are to be minimised. */
export interface PrunerContext {
  readonly objectives: number;
  /** All trials by number, the reporting one among them. */
  readonly trials: readonly Observation[];
}

/** Decides, after each report, whether a trial should stop. The trial's last report is the newest. */
export interface Pruner {
  readonly name: string;
  /** Plain JSON from which the pruner can be made again. */
  readonly options: object;
  prune(trial: Observation, context: PrunerContext): boolean;
  /** Numbers of trials that were pruned and would not be by now, the most promising first; for pruners that can tell. */
  promotable?(context: PrunerContext): readonly number[];
}
