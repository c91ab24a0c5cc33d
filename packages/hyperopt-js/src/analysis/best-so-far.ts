import type { Direction, TrialRecord } from '../trial.js';

/** For each trial, by number, the best feasible value of an objective up to it; undefined before there is one. */
export function bestSoFar(
  study: { readonly directions: readonly Direction[]; readonly trials: readonly TrialRecord<unknown>[] },
  objective = 0,
): (number | undefined)[] {
  const better = study.directions[objective] === 'maximize' ? Math.max : Math.min;
  let best: number | undefined;
  return study.trials.map(({ state, values, constraints = [] }) => {
    if (state === 'complete' && constraints.every((constraint) => constraint <= 0)) {
      best = best === undefined ? values![objective]! : better(best, values![objective]!);
    }
    return best;
  });
}
