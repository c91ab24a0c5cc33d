import type { Space } from '../space/parameter.js';
import type { Direction, TrialRecord } from '../trial.js';

/** What analysis looks at; a study is one, and so is a record of one from a store. */
export interface Analyzable {
  readonly space: Space;
  readonly directions: readonly Direction[];
  readonly trials: readonly TrialRecord<unknown>[];
}

/** The complete trials of a study and one objective's losses, lower being better. */
export function completeLosses(study: Analyzable, objective: number): { trials: TrialRecord<unknown>[]; losses: number[] } {
  const direction = study.directions[objective];
  if (!direction) throw new Error(`analysis: objective ${objective} does not exist; there are ${study.directions.length}, counted from 0`);
  const trials = study.trials.filter(({ state }) => state === 'complete');
  return { trials, losses: trials.map(({ values }) => (direction === 'minimize' ? values![objective]! : -values![objective]!)) };
}
