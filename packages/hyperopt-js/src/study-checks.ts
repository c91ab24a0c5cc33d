import type { CompiledSpace } from './space/compiled-space.js';
import type { Direction, TrialResult } from './trial.js';

/** Throws unless the result is complete, finite and of the right length; returns it with -0 turned into 0 (JSON cannot tell them apart). */
export function checkResult(where: string, result: TrialResult, objectives: number): TrialResult {
  const { state = 'complete', values, constraints } = result;
  if (!['complete', 'pruned', 'failed'].includes(state)) {
    throw new Error(`${where}: state must be complete, pruned or failed, got ${JSON.stringify(state)}; leave it out for complete`);
  }
  if (state === 'complete' && !values)
    throw new Error(`${where}: a complete trial needs values, got none; give ${objectives} or state: 'failed'`);
  if (state !== 'complete' && values)
    throw new Error(`${where}: a ${state} trial has no values, got ${JSON.stringify(values)}; leave them out`);
  if (values && values.length !== objectives) {
    throw new Error(`${where}: needs one value per objective (${objectives}), got ${JSON.stringify(values)}; give ${objectives}`);
  }
  for (const [name, list] of Object.entries({ values: values ?? [], constraints: constraints ?? [] })) {
    const wrong = list.find((value) => !Number.isFinite(value));
    if (wrong !== undefined)
      throw new Error(`${where}: ${name} must be finite numbers, got ${wrong}; tell state: 'failed' for a trial that went wrong`);
  }
  const plain = (list: readonly number[]): number[] => list.map((value) => value + 0);
  return { ...result, ...(values && { values: plain(values) }), ...(constraints && { constraints: plain(constraints) }) };
}

/** Throws unless the planned number of trials, where given, is a positive integer. */
export function checkTrials(trials: number | undefined): void {
  if (trials === undefined || (Number.isSafeInteger(trials) && trials > 0)) return;
  throw new Error(`study: trials must be a positive integer, got ${trials}; leave it out where the number is not known`);
}

/** Throws unless directions are valid and every known objective exists, with one left to search for. */
export function checkKnown(directions: readonly Direction[], known: { readonly [objective: number]: unknown } = {}): void {
  if (directions.length === 0) throw new Error("study: needs at least one direction, got none; give ['minimize']");
  const wrong = directions.find((direction) => direction !== 'minimize' && direction !== 'maximize');
  if (wrong !== undefined) throw new Error(`study: a direction is minimize or maximize, got ${JSON.stringify(wrong)}; use one of the two`);
  for (const objective of Object.keys(known)) {
    if (Number(objective) in directions) continue;
    throw new Error(`study: known has objective ${objective}, but there are ${directions.length} (counted from 0); correct the number`);
  }
  if (Object.keys(known).length === directions.length)
    throw new Error('study: every objective is known, so there is nothing to search; leave one out of known');
}

/** Known values of a finite space are kept up to so many, since samplers look at the same points again and again. */
const MOST_KEPT = 100_000;

/** For each objective the loss of a point without evaluation, or undefined. */
export function knownLosses(
  space: CompiledSpace,
  directions: readonly Direction[],
  known: { readonly [objective: number]: (params: never) => number } = {},
): (((point: readonly number[]) => number) | undefined)[] {
  return directions.map((direction, objective) => {
    const compute = known[objective];
    if (!compute) return undefined;
    const lossOf = (point: readonly number[]): number => {
      const value = compute(space.decode(point) as never);
      if (!Number.isFinite(value))
        throw new Error(`known: objective ${objective} must be a finite number, got ${value}; correct the function`);
      return direction === 'minimize' ? value : -value;
    };
    return Number.isFinite(space.cardinality) ? keeping(space, lossOf) : lossOf;
  });
}

function keeping(space: CompiledSpace, lossOf: (point: readonly number[]) => number): (point: readonly number[]) => number {
  const kept = new Map<string, number>();
  return (point) => {
    const key = space.key(point);
    const before = kept.get(key);
    if (before !== undefined) return before;
    const loss = lossOf(point);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, loss);
    return loss;
  };
}
