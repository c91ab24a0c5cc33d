import { type Cost, costOf } from '@isoflop/blocks';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type ArchitectureSpace, cardinality, type DataShape, type Params } from './architecture-space.js';
import { type Budget, brokenLimits } from './budget.js';
import { formatQuantity } from './quantity.js';

/** A budget that no network of the space meets. */
export class ImpossibleBudgetError extends Error {
  override readonly name = 'ImpossibleBudgetError';
}

/** What a space costs before anything is trained. */
export interface Feasibility {
  /** Number of points. */
  readonly cardinality: number;
  readonly dimensions: number;
  /** Multiply-adds: exact at the ends, the median from `sampled` points drawn uniformly. */
  readonly macs: { readonly min: number; readonly median: number; readonly max: number };
  /** Share of the sampled points inside the budget. */
  readonly feasibleFraction: number;
  readonly sampled: number;
  /** Whether the smallest network fits. */
  readonly satisfiable: boolean;
}

/** The point with the smallest (`-1`) or largest (`+1`) value of every dimension. Every dimension of a preset adds cost as it grows. */
export function extreme(space: ArchitectureSpace, sign: -1 | 1): Params {
  return Object.fromEntries([...space.values].map(([name, values]) => [name, sign < 0 ? values[0] : values[values.length - 1]]));
}

/** Cost of one point. */
export function costOfParams(space: ArchitectureSpace, params: Params, data: DataShape): Cost {
  return costOf(space.build(params, data));
}

/** Throws `ImpossibleBudgetError`, saying what the smallest network costs, when no point can fit. */
export function requireSatisfiable(space: ArchitectureSpace, data: DataShape, budget: Budget): void {
  const smallest = costOfParams(space, extreme(space, -1), data);
  const broken = brokenLimits(smallest, budget)[0];
  if (broken === undefined) return;
  throw new ImpossibleBudgetError(
    `budget.${broken}: no network of space ${space.name} fits, the smallest needs ${smallest[broken].toLocaleString('en')} ${broken}, got a limit of ` +
      `${budget[broken]?.toLocaleString('en')}; raise the budget to at least ${formatQuantity(smallest[broken])} or allow smaller values in the space`,
  );
}

/** Describes a space by its ends and `samples` points drawn uniformly with a seed. */
export function describeSpace(space: ArchitectureSpace, data: DataShape, budget: Budget, samples = 2000, seed = 1): Feasibility {
  const rng = xoroshiro128plus(seed);
  const macs: number[] = [];
  let inside = 0;
  for (let i = 0; i < samples; i++) {
    const params = Object.fromEntries([...space.values].map(([name, values]) => [name, values[uniformInt(rng, 0, values.length - 1)]]));
    const cost = costOfParams(space, params, data);
    macs.push(cost.macs);
    if (brokenLimits(cost, budget).length === 0) inside++;
  }
  macs.sort((a, b) => a - b);
  const smallest = costOfParams(space, extreme(space, -1), data);
  return {
    cardinality: cardinality(space),
    dimensions: space.values.size,
    macs: { min: smallest.macs, median: macs[macs.length >> 1], max: costOfParams(space, extreme(space, 1), data).macs },
    feasibleFraction: inside / samples,
    sampled: samples,
    satisfiable: brokenLimits(smallest, budget).length === 0,
  };
}
