import { type Budget, brokenLimits, limitedKeys, rangeOf } from '../budget.js';
import { CostCounts, isCountable } from '../counting/cost-counts.js';
import { type CountTable, joinTables, tableOf } from '../counting/count-table.js';
import { below } from '../counting/uniform.js';
import type { PricedSpace } from '../pricing/priced-space.js';
import { MOST_LISTED } from '../sampling/choose-source.js';
import { isInside } from '../sampling/inside.js';
import { RepairedPoints } from '../sampling/repaired-points.js';
import { seeded } from './seeded.js';

/** What a space costs, and how sure that is. */
export interface Census {
  /** `counted` and `listed` looked at every point; `sampled` at some. */
  readonly method: 'listed' | 'counted' | 'sampled';
  readonly macs: CountTable;
  /** Share of the points inside the budget, and how far it may be off: by rounding, or half of a 95 % interval where points were drawn. */
  readonly feasibleFraction: number;
  readonly fractionError: number;
  /** Points drawn, for all figures or for the fraction alone; 0 where none was. */
  readonly sampled: number;
  /** Share of the points whose pieces do not fit together. */
  readonly unbuildableFraction: number;
}

const DRAWS = 4000;
/** In the table of a whole space. */
const MOST_SUMS = 2_000_000;

/** Looks at every point of a space where that can be done, else at a sample drawn with a seed. */
export function takeCensus(priced: PricedSpace, budget: Budget, seed: number): Census {
  if (priced.points <= MOST_LISTED) return listed(priced, budget);
  return isCountable(priced) ? counted(priced, budget, seed) : sampled(priced, budget, seed);
}

function listed(priced: PricedSpace, budget: Budget): Census {
  const macs: number[] = [];
  let inside = 0;
  for (let number = 0; number < priced.points; number++) {
    const cost = priced.priceOf(priced.pointAt(number));
    if (cost === undefined) continue;
    macs.push(cost.macs);
    if (brokenLimits(cost, budget).length === 0) inside++;
  }
  return {
    method: 'listed',
    macs: tableOf(macs),
    feasibleFraction: inside / priced.points,
    fractionError: 0,
    sampled: 0,
    unbuildableFraction: 1 - macs.length / priced.points,
  };
}

function counted(priced: PricedSpace, budget: Budget, seed: number): Census {
  const counts = new CostCounts(priced, 'macs');
  const macs = joinTables(
    counts.tables.map((table) => ({ shift: 0, table })),
    MOST_SUMS,
  );
  const shared = { method: 'counted' as const, macs, unbuildableFraction: 1 - counts.total / priced.points };
  const range = rangeOf(budget, 'macs');
  const within = counts.within(range);
  const surely = counts.surelyWithin(range);
  if (within === 0 || limitedKeys(budget).every((key) => key === 'macs')) {
    const middle = (within + surely) / 2 / priced.points;
    return { ...shared, feasibleFraction: middle, fractionError: (within - surely) / 2 / priced.points, sampled: 0 };
  }
  // The other limits are checked on draws among the points that the limit of multiply-adds leaves.
  const uniform = seeded(seed);
  let inside = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const point = counts.draw(range, uniform);
    if (point && isInside(priced, point, budget)) inside++;
  }
  const share = within / priced.points;
  return { ...shared, feasibleFraction: (share * inside) / DRAWS, fractionError: share * intervalHalf(inside), sampled: DRAWS };
}

function sampled(priced: PricedSpace, budget: Budget, seed: number): Census {
  const uniform = seeded(seed);
  const macs: number[] = [];
  let inside = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const cost = priced.priceOf(Int32Array.from(priced.sizes, (size) => below(size, uniform)));
    if (cost === undefined) continue;
    macs.push(cost.macs);
    if (brokenLimits(cost, budget).length === 0) inside++;
  }
  const extreme = (goal: Budget) => priced.priceOf(new RepairedPoints(priced, goal).nearest(uniform).point)?.macs;
  const table = tableOf(macs);
  return {
    method: 'sampled',
    macs: {
      ...table,
      least: Math.min(table.least, extreme({ macs: 1 }) ?? table.least),
      most: Math.max(table.most, extreme({ macs: Number.MAX_SAFE_INTEGER, band: 0 }) ?? table.most),
    },
    feasibleFraction: inside / DRAWS,
    fractionError: intervalHalf(inside),
    sampled: DRAWS,
    unbuildableFraction: 1 - macs.length / DRAWS,
  };
}

/** Half of Wilson's 95 % interval for a share of `DRAWS` draws (Wilson 1927), which is not 0 even where all or none hit. */
function intervalHalf(hits: number): number {
  const z = 1.96;
  const share = hits / DRAWS;
  return (z * Math.sqrt((share * (1 - share)) / DRAWS + z ** 2 / (4 * DRAWS ** 2))) / (1 + z ** 2 / DRAWS);
}
