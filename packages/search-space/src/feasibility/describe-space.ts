import type { ArchitectureSpace, DataShape, Params } from '../architecture-space.js';
import { type Budget, type BudgetCost, limitedKeys } from '../budget.js';
import { type CountTable, gapsOf, quantile } from '../counting/count-table.js';
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
  /** Whether a network fits. */
  readonly satisfiable: boolean;
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

/** Describes a space and what of it a budget leaves. The seed decides what is drawn where not every point can be counted. */
export function describeSpace(space: ArchitectureSpace, data: DataShape, budget: Budget, seed = 1): Feasibility {
  const priced = new PricedSpace(space, data);
  const { macs, ...census } = takeCensus(priced, budget, seed);
  const satisfiable = limitedKeys(budget).length === 0 || hasPoint(chooseSource(priced, budget));
  const near = satisfiable ? undefined : nearestPoint(priced, budget);
  const cost = near && priced.priceOf(near);
  return {
    cardinality: priced.points,
    dimensions: priced.names.length,
    macs: summary(macs, census.method === 'sampled' ? census.sampled : 0, budget.band ?? BAND),
    ...census,
    satisfiable,
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
