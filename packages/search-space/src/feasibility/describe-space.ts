import { costOf } from '@isoflop/blocks';
import type { ArchitectureSpace, DataShape, Params } from '../architecture-space.js';
import type { Budget, BudgetCost } from '../budget.js';
import { type CountTable, gapsOf, quantile, totalWays } from '../counting/count-table.js';
import { PricedSpace } from '../pricing/priced-space.js';
import { chooseSource } from '../sampling/choose-source.js';
import { type Census, takeCensus } from './census.js';
import { hasPoint, nearestPoint } from './impossible-budget.js';

/** What a space costs before anything is trained. */
export interface Feasibility extends Pick<Census, 'method' | 'feasibleFraction' | 'fractionError' | 'sampled' | 'unbuildableFraction'> {
  /** Number of points. */
  readonly cardinality: number;
  readonly dimensions: number;
  readonly macs: MacsSummary;
  /** Whether a network fits, as far as is known. */
  readonly satisfiable: boolean;
  /** False where none was found to fit in many tries, but not all could be looked at. */
  readonly satisfiableIsCertain: boolean;
  /** Where none fits: the nearest. */
  readonly nearest?: BudgetCost & { readonly configuration: Params };
}

/** Multiply-adds over all points. */
export interface MacsSummary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** From 10 % to 90 % of the points. */
  readonly deciles: readonly number[];
  /** How far the median and deciles may be off because counts were rounded; 0 where they are exact or points were sampled. */
  readonly error: number;
  /** By what share of the points the rank of the median and deciles may be off, 95 %; 0 where all points were counted. */
  readonly rankError: number;
  /** The widest ranges without any network, in which a budget with the band would find none; not known where points were sampled. */
  readonly emptyBands: readonly { readonly from: number; readonly to: number }[];
}

const BAND = 0.02;
const MOST_BANDS = 20;

/**
 * Describes a space and what of it a budget leaves. The seed decides what is drawn where not every point can be counted. Throws `ArchitectureError`
 * where no network of the space can be built.
 */
export function describeSpace(space: ArchitectureSpace, data: DataShape, budget: Budget, seed = 1): Feasibility {
  const priced = new PricedSpace(space, data);
  const { macs, ...census } = takeCensus(priced, budget, seed);
  // Names what is wrong with the base network.
  if (totalWays(macs) === 0) costOf(space.build(space.base, data));
  const source = chooseSource(priced, budget);
  const satisfiable = hasPoint(source);
  const near = satisfiable ? undefined : nearestPoint(priced, budget);
  const cost = near && priced.priceOf(near);
  return {
    cardinality: priced.points,
    dimensions: priced.names.length,
    macs: summary(macs, census.method === 'sampled' ? census.sampled : 0, budget.band ?? BAND),
    ...census,
    satisfiable,
    satisfiableIsCertain: satisfiable || source.empty === true,
    ...(near && cost && { nearest: { ...cost, configuration: priced.paramsOf(near) } }),
  };
}

function summary(macs: CountTable, sampled: number, band: number): MacsSummary {
  const gaps = gapsOf(macs, (1 + band) / (1 - band)).sort((a, b) => b.to / b.from - a.to / a.from);
  return {
    min: macs.least,
    median: quantile(macs, 0.5),
    max: macs.most,
    deciles: Array.from({ length: 9 }, (_, i) => quantile(macs, (i + 1) / 10)),
    error: Math.ceil(macs.slack / 2),
    // Dvoretzky-Kiefer-Wolfowitz, with Massart's constant.
    rankError: sampled === 0 ? 0 : Math.sqrt(Math.log(2 / 0.05) / (2 * sampled)),
    emptyBands: sampled > 0 ? [] : gaps.slice(0, MOST_BANDS).sort((a, b) => a.from - b.from),
  };
}
