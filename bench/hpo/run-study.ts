import { createStudy, hypervolume, type Sampler } from 'hyperopt-js';
import type { Problem } from './problem.js';

/** What one seed reached: a metric's value at each budget. */
export type Reached = Map<string, number>;

/**
 * Runs one seed, strictly sequentially, duplicates counted.
 * @returns `regret@50`, or `nhv@200` and `nhv_tight@200`, ... at each of the problem's budgets up to `most`.
 */
export function runStudy(problem: Problem, sampler: Sampler | 'auto', seed: number, most: number, useKnown = false): Reached {
  const budgets = problem.budgets.filter((budget) => budget <= most);
  const last = Math.max(...budgets);
  const known = useKnown ? { known: { 1: (params: object) => problem.evaluate(params).values[1]! } } : {};
  const directions = new Array<'minimize'>(problem.objectives).fill('minimize');
  const study = createStudy({ space: problem.space, directions, sampler, seed, trials: last, ...known });
  const feasible: number[][] = [];
  const reached: Reached = new Map();
  for (let count = 1; count <= last; count++) {
    const trial = study.ask();
    const result = problem.evaluate(trial.params);
    study.tell(trial, result);
    if ((result.constraints ?? []).every((constraint) => constraint <= 0)) feasible.push(result.values);
    if (budgets.includes(count)) measure(problem, feasible, count, reached);
  }
  return reached;
}

function measure(problem: Problem, feasible: readonly number[][], count: number, reached: Reached): void {
  if (problem.optimum !== undefined) {
    // A seed without a feasible point is charged a large regret rather than dropped.
    const best = feasible.length === 0 ? problem.optimum + 1e3 : Math.min(...feasible.map((values) => values[0]!));
    reached.set(`regret@${count}`, best - problem.optimum);
  }
  for (const [metric, { point, volume }] of Object.entries(problem.references ?? {})) {
    reached.set(`${metric}@${count}`, hypervolume(feasible, point) / volume);
  }
}
