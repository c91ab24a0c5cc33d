import type { Architecture } from '@isoflop/blocks';
import { BlockPricer } from '../match/block-pricer.js';
import type { Measure } from '../match/metric.js';
import { differByOnePixel, nearestSide, type Sides, solve } from '../match/solve.js';
import type { CompoundCoefficients } from '../rules/rules.js';
import { type Scaler, scale } from '../rules/scale.js';
import { ScalingError } from '../scaling-error.js';

/** The budget that all candidates of step 1 must really cost, and how they are brought to it. */
export interface EqualBudget {
  readonly macs: number;
  /** Share by which a candidate may miss it. */
  readonly tolerance: number;
  /** The coefficient that is solved for. Resolution moves in whole pixels, a large step for a small image; width in whole channels. */
  readonly solveFor?: 'resolution' | 'width';
  readonly build?: Scaler;
}

/** A network at the budget, and the triples that lead to it: rounding makes many triples one network. */
export interface EqualBudgetCandidate {
  readonly architecture: Architecture;
  /** Counted. */
  readonly macs: number;
  /** Signed share by which it misses the budget. */
  readonly gap: number;
  /** Of the first triple that leads here, with the coefficient that was solved for. */
  readonly triple: CompoundCoefficients;
  /** The same triple as it was laid out. */
  readonly nominal: CompoundCoefficients;
  /** How many triples of the layout lead here. */
  readonly triples: number;
}

/** Triples that cannot be brought to the budget, by what keeps them from it. */
export interface EqualBudgetLayout {
  readonly candidates: readonly EqualBudgetCandidate[];
  /** The other two coefficients alone exceed the budget once rounded, so that the third would be below 1. */
  readonly shrinking: readonly CompoundCoefficients[];
  /** The networks on both sides of the budget miss it by more than the tolerance. */
  readonly betweenSteps: readonly CompoundCoefficients[];
}

/**
 * Brings triples to a budget of counted multiply-adds by solving for one coefficient, and merges those that rounding makes the same network. Throws
 * `ScalingError` where the budget is not above the base, or no triple can be brought to it.
 */
export function equalBudgetCandidates(
  base: Architecture,
  triples: readonly CompoundCoefficients[],
  budget: EqualBudget,
): EqualBudgetLayout {
  const { macs, tolerance, solveFor = 'resolution', build = scale } = budget;
  const pricer = new BlockPricer();
  const measure: Measure = (architecture) => pricer.price(architecture).macs;
  requireAboveBase(base, measure(base), macs);
  const solved = new Map<string, { sides: Sides; candidate: EqualBudgetCandidate | undefined }>();
  const shrinking: CompoundCoefficients[] = [];
  const betweenSteps: CompoundCoefficients[] = [];
  for (const nominal of triples) {
    const factors = { depth: nominal.alpha, width: nominal.beta, resolution: nominal.gamma };
    const at = (factor: number) => build(base, { ...factors, [solveFor]: factor });
    const key = JSON.stringify(at(1));
    let found = solved.get(key);
    if (found === undefined) {
      const areNeighbours = solveFor === 'resolution' ? differByOnePixel : () => false;
      const sides = solve({ at, target: macs, start: factors[solveFor], least: 1 / 64, most: 64, power: 2, areNeighbours }, measure);
      found = { sides, candidate: candidateOf(sides, nominal, { macs, tolerance, solveFor }) };
      solved.set(key, found);
    } else if (found.candidate !== undefined) {
      found.candidate = { ...found.candidate, triples: found.candidate.triples + 1 };
    }
    if (found.candidate === undefined) ((nearestSide(found.sides, macs)?.factor ?? 0) < 1 ? shrinking : betweenSteps).push(nominal);
  }
  const candidates = [...solved.values()].flatMap(({ candidate }) => (candidate === undefined ? [] : [candidate]));
  if (candidates.length === 0) {
    throw new ScalingError(
      `step 1 on ${base.name}: none of ${triples.length} triples can be brought within ${tolerance * 100} % of ${macs} MACs by ${solveFor} (${shrinking.length} would shrink it, ${betweenSteps.length} lie between two steps of it); raise the budget or the tolerance, or solve for width with the rounding "fine"`,
    );
  }
  return { candidates, shrinking, betweenSteps };
}

function requireAboveBase(base: Architecture, baseMacs: number, macs: number): void {
  if (macs > baseMacs && Number.isFinite(macs)) return;
  throw new ScalingError(`step 1 on ${base.name}: the budget must be above the base's ${baseMacs} MACs, got ${macs}; use twice as many`);
}

function candidateOf(
  sides: Sides,
  nominal: CompoundCoefficients,
  { macs, tolerance, solveFor }: Required<Omit<EqualBudget, 'build'>>,
): EqualBudgetCandidate | undefined {
  const nearest = nearestSide(sides, macs);
  if (nearest === undefined || nearest.factor < 1 || Math.abs(nearest.cost / macs - 1) > tolerance) return undefined;
  const { architecture, cost, factor } = nearest;
  const triple = solveFor === 'resolution' ? { ...nominal, gamma: factor } : { ...nominal, beta: factor };
  return { architecture, macs: cost, gap: cost / macs - 1, triple, nominal, triples: 1 };
}
