import type { Architecture } from '@isoflop/blocks';
import { BlockPricer } from '../match/block-pricer.js';
import type { Measure } from '../match/metric.js';
import { differByOnePixel, nearestSide, type Sides, solve } from '../match/solve.js';
import type { CompoundCoefficients } from '../rules/rules.js';
import { type Scaler, scale } from '../rules/scale.js';
import { ScalingError } from '../scaling-error.js';

/** The budget that all candidates of step 1 must really cost. */
export interface EqualBudget {
  readonly macs: number;
  /** Share by which a candidate may miss it. */
  readonly tolerance: number;
}

/** A network at the budget, and the triples that lead to it: rounding makes many triples one network. */
export interface EqualBudgetCandidate {
  readonly architecture: Architecture;
  /** Counted. */
  readonly macs: number;
  /** Signed share by which it misses the budget. */
  readonly gap: number;
  /** Of the first triple that leads here; gamma is the one solved for. */
  readonly triple: CompoundCoefficients;
  /** The same triple as it was laid out. */
  readonly nominal: CompoundCoefficients;
  /** How many triples of the layout lead here. */
  readonly triples: number;
}

/** Triples that cannot be brought to the budget, by what keeps them from it. */
export interface EqualBudgetLayout {
  readonly candidates: readonly EqualBudgetCandidate[];
  /** Depth and width alone exceed the budget once rounded, so that gamma would be below 1. */
  readonly shrinking: readonly CompoundCoefficients[];
  /** The pixels on both sides of the budget miss it by more than the tolerance. */
  readonly betweenPixels: readonly CompoundCoefficients[];
}

/**
 * Brings triples to a budget of counted multiply-adds by solving for gamma, and merges those that rounding makes the same network. Throws
 * `ScalingError` where the budget is not above the base, or no triple can be brought to it.
 */
export function equalBudgetCandidates(
  base: Architecture,
  triples: readonly CompoundCoefficients[],
  { macs, tolerance }: EqualBudget,
  build: Scaler = scale,
): EqualBudgetLayout {
  const pricer = new BlockPricer();
  const measure: Measure = (architecture) => pricer.price(architecture).macs;
  const baseMacs = measure(base);
  if (!(macs > baseMacs && Number.isFinite(macs))) {
    throw new ScalingError(`step 1 on ${base.name}: the budget must be above the base's ${baseMacs} MACs, got ${macs}; use twice as many`);
  }
  const solved = new Map<string, { sides: Sides; candidate: EqualBudgetCandidate | undefined }>();
  const shrinking: CompoundCoefficients[] = [];
  const betweenPixels: CompoundCoefficients[] = [];
  for (const nominal of triples) {
    const { alpha: depth, beta: width, gamma } = nominal;
    const key = structureKey(build(base, { depth, width, resolution: 1 }));
    let found = solved.get(key);
    if (found === undefined) {
      const at = (resolution: number) => build(base, { depth, width, resolution });
      const sides = solve({ at, target: macs, start: gamma, least: 1 / 64, most: 64, power: 2, areNeighbours: differByOnePixel }, measure);
      found = { sides, candidate: candidateOf(sides, nominal, { macs, tolerance }) };
      solved.set(key, found);
    } else if (found.candidate !== undefined) {
      found.candidate = { ...found.candidate, triples: found.candidate.triples + 1 };
    }
    if (found.candidate === undefined) ((nearestSide(found.sides, macs)?.factor ?? 0) < 1 ? shrinking : betweenPixels).push(nominal);
  }
  const candidates = [...solved.values()].flatMap(({ candidate }) => (candidate === undefined ? [] : [candidate]));
  if (candidates.length === 0) {
    throw new ScalingError(
      `step 1 on ${base.name}: none of ${triples.length} triples can be brought within ${tolerance * 100} % of ${macs} MACs (${shrinking.length} would shrink the image, ${betweenPixels.length} lie between two pixels); raise the budget or the tolerance`,
    );
  }
  return { candidates, shrinking, betweenPixels };
}

function candidateOf(sides: Sides, nominal: CompoundCoefficients, { macs, tolerance }: EqualBudget): EqualBudgetCandidate | undefined {
  const nearest = nearestSide(sides, macs);
  if (nearest === undefined || nearest.factor < 1 || Math.abs(nearest.cost / macs - 1) > tolerance) return undefined;
  const { architecture, cost, factor } = nearest;
  return { architecture, macs: cost, gap: cost / macs - 1, triple: { ...nominal, gamma: factor }, nominal, triples: 1 };
}

/** What depth and width make of the base: whatever is equal here differs in pixels only. */
function structureKey({ stem, stages, head }: Architecture): string {
  return JSON.stringify([stem, stages, head]);
}
