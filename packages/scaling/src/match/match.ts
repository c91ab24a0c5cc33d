import type { Architecture } from '@isoflop/blocks';
import { AXES, type Axis, type ScaleFactors } from '../rules/factors.js';
import type { Scaler } from '../rules/scale.js';
import { ScalingError } from '../scaling-error.js';
import { type Measure, type Metric, powerOf } from './metric.js';
import { OutOfReachError } from './out-of-reach-error.js';
import { differByOnePixel, nearestSide, type Reached, type Sides, solve } from './solve.js';

/** What to match, and which factor may move for it. */
export interface MatchRequest {
  readonly base: Architecture;
  readonly build: Scaler;
  /** Factors that all stay but the one that is solved for. */
  readonly factors: ScaleFactors;
  readonly metric: Metric;
  /** In the metric's own unit. */
  readonly target: number;
  /** Share of the target by which the result may miss it. */
  readonly tolerance: number;
  /** The factor to solve for; `auto` tries resolution, width and depth in this order, the first two also with another factor moved a little. */
  readonly solveFor: Axis | 'auto';
}

/** A network matched to a target, or the nearest there is. */
export interface Match {
  readonly architecture: Architecture;
  readonly factors: ScaleFactors;
  /** `factor` is that of a rule, which moves all dimensions. */
  readonly solvedFor: Axis | `${Axis} and ${Axis}` | 'factor';
  readonly cost: number;
  readonly target: number;
  /** Signed share by which the cost misses the target. */
  readonly gap: number;
  readonly withinTolerance: boolean;
  /** The costs on both sides of the target, along the last factor that was solved for. */
  readonly below?: number;
  readonly above?: number;
  /** What keeps the result from the target, or what moved further than one would expect. */
  readonly note?: string;
}

const ORDER: readonly Axis[] = ['resolution', 'width', 'depth'];
/** Factors that matching looks at. */
export const FACTOR_LIMITS = { least: 1 / 256, most: 256 } as const;

/** Solves for one factor so that the counted cost lands on the target. Throws `ScalingError` for a target that no value of it comes near. */
export function match(request: MatchRequest, measure: Measure): Match {
  const { base, metric, target, solveFor } = request;
  requireTarget(base.name, metric, target);
  if (solveFor !== 'auto') return solveAxis(request, measure, solveFor);
  const axes = ORDER.filter((axis) => powerOf(metric, axis) > 0);
  const tried: Match[] = [];
  const outside: OutOfReachError[] = [];
  for (const axis of axes) {
    const found = attempt(() => solveAxis(request, measure, axis), outside);
    if (found?.withinTolerance) return found;
    if (found !== undefined) tried.push(found);
    const moved = NUDGED_BESIDE[axis];
    const nudged = moved && nudge(request, measure, moved, axis, found);
    if (nudged?.withinTolerance) return nudged;
    if (nudged !== undefined) tried.push(nudged);
  }
  if (tried.length > 0) return tried.reduce((best, next) => (Math.abs(next.gap) < Math.abs(best.gap) ? next : best));
  if (outside.length === 0) return solveAxis(request, measure, axes[0]);
  throw outside.reduce((best, next) => (next.ratio < best.ratio ? next : best));
}

/** Throws `ScalingError` unless the target is a positive number. */
export function requireTarget(name: string, metric: Metric, target: number): void {
  if (target > 0 && Number.isFinite(target)) return;
  throw new ScalingError(`match ${name}: a target must be a positive number of ${metric}, got ${target}; use a multiple of the base`);
}

function solveAxis(request: MatchRequest, measure: Measure, axis: Axis, start = request.factors[axis]): Match {
  const { base, build, factors, metric, target } = request;
  if (powerOf(metric, axis) === 0) {
    const others = AXES.filter((other) => powerOf(metric, other) > 0).join(' or ');
    throw new ScalingError(`match ${base.name}: ${axis} does not change ${metric}; solve for ${others}`);
  }
  const at = (factor: number) => build(base, { ...factors, [axis]: factor });
  const areNeighbours = axis === 'resolution' ? differByOnePixel : () => false;
  const sides = solve({ at, target, start, ...FACTOR_LIMITS, power: powerOf(metric, axis), areNeighbours }, measure);
  const nearest = nearestSide(sides, target);
  if (nearest === undefined) throw new ScalingError(`match ${base.name}: no network on the way to ${target} ${metric} can be built`);
  const found = matchOf(movedAxis(axis, factors, sides, nearest), request);
  if (found.withinTolerance || (sides.below !== undefined && sides.above !== undefined)) return found;
  throw new OutOfReachError(request, axis, nearest.cost);
}

/** What was solved for, and the factors that came of it. */
interface Solution {
  readonly solvedFor: Axis | 'factor';
  readonly factors: ScaleFactors;
  readonly sides: Sides;
  readonly nearest: Reached;
  /** Whether a factor that should grow had to shrink. */
  readonly shrank: boolean;
}

/** A solution as a match, with notes on what keeps it from the target. */
export function matchOf(
  { solvedFor, factors, sides, nearest, shrank }: Solution,
  { target, tolerance }: Pick<MatchRequest, 'target' | 'tolerance'>,
): Match {
  const gap = nearest.cost / target - 1;
  const withinTolerance = Math.abs(gap) <= tolerance;
  const { below, above } = sides;
  // Counts are whole numbers, measurements are not.
  const shown = (cost: number) => (Number.isInteger(cost) ? cost : cost.toPrecision(3));
  const percent = (cost: number) => `${(100 * (cost / target - 1)).toFixed(1)} %`;
  const notes = [
    !withinTolerance && below && above
      ? `rounding leaves a gap along ${solvedFor}: ${shown(below.cost)} (${percent(below.cost)}) and ${shown(above.cost)} (+${percent(above.cost)}) are neighbours`
      : undefined,
    shrank ? `rounding of the other factors exceeds the target by itself: ${solvedFor} had to shrink` : undefined,
  ].filter((text) => text !== undefined);
  return {
    architecture: nearest.architecture,
    factors,
    solvedFor,
    cost: nearest.cost,
    target,
    gap,
    withinTolerance,
    ...(below && { below: below.cost }),
    ...(above && { above: above.cost }),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

/** The solution in which one factor moved and the others stayed. */
export function movedAxis(axis: Axis, factors: ScaleFactors, sides: Sides, nearest: Reached): Solution {
  const shrank = nearest.factor < 1 && factors[axis] >= 1;
  return { solvedFor: axis, factors: { ...factors, [axis]: nearest.factor }, sides, nearest, shrank };
}

/** The factor that may move a little beside the one that is solved for. */
const NUDGED_BESIDE: { readonly [A in Axis]?: Axis } = { resolution: 'width', width: 'depth' };
/** Half percents up to 10 %, the nearest first. */
const NUDGES = Array.from({ length: 40 }, (_, i) => 1 + ((i % 2 === 0 ? 1 : -1) * (Math.floor(i / 2) + 1)) / 200);

/** Solves for one factor beside values of another ever farther from the one given, until it lands within the tolerance. */
function nudge(request: MatchRequest, measure: Measure, moved: Axis, solved: Axis, first: Match | undefined): Match | undefined {
  let best: Match | undefined;
  let start = first?.factors[solved] ?? request.factors[solved];
  for (const times of NUDGES) {
    const factors = { ...request.factors, [moved]: request.factors[moved] * times };
    const found = attempt(() => solveAxis({ ...request, factors }, measure, solved, start));
    start = found?.factors[solved] ?? start;
    if (found === undefined || (best !== undefined && Math.abs(found.gap) >= Math.abs(best.gap))) continue;
    const note = `${solved} alone leaves a gap: ${moved} moved by ${((times - 1) * 100).toFixed(1)} % as well`;
    best = { ...found, solvedFor: `${solved} and ${moved}`, note: [note, found.note].filter(Boolean).join('; ') };
    if (best.withinTolerance) return best;
  }
  return best;
}

/** Undefined where it cannot be done; `outside` gets the reason where that is the target. */
function attempt(run: () => Match, outside?: OutOfReachError[]): Match | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof OutOfReachError) outside?.push(error);
    if (error instanceof ScalingError) return undefined;
    throw error;
  }
}
