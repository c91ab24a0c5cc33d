import { type Architecture, costOf } from '@isoflop/blocks';
import {
  type CompoundCoefficients,
  type EqualBudgetLayout,
  equalBudgetCandidates,
  ROUNDINGS,
  type RoundingName,
  type Scaler,
  ScalingError,
  scalerOf,
  simplexTriples,
  tripleGrid,
} from '@isoflop/scaling';
import type { ScalingSearch } from '@isoflop/search-space';

/** The candidates of step 1 at the budget that all of them really cost. */
export interface CandidateTriples extends EqualBudgetLayout {
  readonly macs: number;
  /** How many triples were laid out. */
  readonly laidOut: number;
}

/** Lays out the triples that a file asks for and brings each to the budget. Throws `ScalingError` where none can be. */
export function candidateTriples(base: Architecture, search: ScalingSearch): CandidateTriples {
  const { layout, budget } = search;
  const macs = budget.macs ?? Math.round(layout.product * costOf(base).macs);
  const triples = triplesOf(layout);
  const equal = { macs, tolerance: budget.tolerance, solveFor: budget.solveFor, build: buildOf(search) };
  return { macs, laidOut: triples.length, ...equalBudgetCandidates(base, triples, equal) };
}

function triplesOf(layout: ScalingSearch['layout']): readonly CompoundCoefficients[] {
  return layout.kind === 'grid' ? tripleGrid(layout) : simplexTriples(layout.divisions, layout.product);
}

/** How factors become a network, by the rounding that the file names. Throws `ScalingError` for a rounding that there is not. */
export function buildOf({ rounding }: Pick<ScalingSearch, 'rounding'>): Scaler {
  if (Object.hasOwn(ROUNDINGS, rounding)) return scalerOf(ROUNDINGS[rounding as RoundingName]);
  throw new ScalingError(`rounding: must be one of ${Object.keys(ROUNDINGS).join(', ')}, got ${rounding}; use efficientnet`);
}
