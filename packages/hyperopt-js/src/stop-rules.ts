import { paretoFront } from './pareto/pareto-front.js';
import type { TrialRecord } from './trial.js';

/** What a stop rule looks at; a study is one. */
export interface StopView {
  readonly directions: readonly string[];
  readonly trials: readonly TrialRecord<unknown>[];
}

/** Gives the reason to stop, or nothing. */
export type StopRule = (view: StopView) => string | undefined;

/** Stops once the best value, or the front, has not changed for so many finished trials. */
export function stopWithoutImprovement(trials: number): StopRule {
  checkCount('stopWithoutImprovement', trials);
  return ({ directions, trials: records }) => {
    const finished = records.filter(({ state }) => state !== 'running');
    const usable = finished.filter(isFeasible);
    const losses = usable.map(({ values }) => values!.map((value, i) => (directions[i] === 'minimize' ? value : -value)));
    const front = paretoFront(losses);
    // Of equal values the first counts, so that repeating the best is no improvement.
    const firsts = new Map<string, number>();
    for (const index of front) if (!firsts.has(losses[index]!.join())) firsts.set(losses[index]!.join(), usable[index]!.number);
    const latest = Math.max(-1, ...firsts.values());
    const since = finished.filter(({ number }) => number > latest).length;
    return since >= trials ? `no improvement in ${since} trials` : undefined;
  };
}

/** Stops once a feasible trial reaches `value` in an objective (the first if left out). */
export function stopAtValue(value: number, objective = 0): StopRule {
  return ({ directions, trials }) => {
    const reaches = (got: number): boolean => (directions[objective] === 'minimize' ? got <= value : got >= value);
    const found = trials.find((record) => isFeasible(record) && reaches(record.values![objective]!));
    return found && `trial ${found.number} reached ${found.values![objective]} (wanted ${value})`;
  };
}

/** Stops once the last so many finished trials all failed: the objective is broken rather than the params. */
export function stopAfterFailures(count: number): StopRule {
  checkCount('stopAfterFailures', count);
  return ({ trials }) => {
    const last = trials.filter(({ state }) => state !== 'running').slice(-count);
    if (last.length < count || last.some(({ state }) => state !== 'failed')) return undefined;
    return `the last ${count} trials failed, e.g. with: ${last.at(-1)!.reason ?? 'no reason given'}`;
  };
}

function isFeasible({ state, constraints = [] }: TrialRecord<unknown>): boolean {
  return state === 'complete' && constraints.every((constraint) => constraint <= 0);
}

function checkCount(where: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${where}: must be a positive integer, got ${count}; count trials`);
}
