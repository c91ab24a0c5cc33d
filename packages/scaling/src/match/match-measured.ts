import type { Architecture } from '@isoflop/blocks';
import { type Axis, MACS_POWER, type ScaleFactors } from '../rules/factors.js';
import type { Scaler } from '../rules/scale.js';
import { ScalingError } from '../scaling-error.js';
import { FACTOR_LIMITS, type Match, matchOf, movedAxis } from './match.js';
import { differByOnePixel, nearestSide, solveMeasured } from './solve.js';

/** What to match by measuring, and which factor may move for it. */
export interface MeasuredRequest {
  readonly base: Architecture;
  readonly build: Scaler;
  readonly factors: ScaleFactors;
  /** In the unit that is measured, for instance milliseconds. */
  readonly target: number;
  /** Share of the target by which the result may miss it. Measuring ends with the first network within it. */
  readonly tolerance: number;
  readonly solveFor: Axis;
}

/**
 * Solves for one factor so that what is measured, such as latency on this machine, lands on the target. Every network is measured once; `measure`
 * should repeat until its figure is stable, for noise looks like a step. Throws `ScalingError` for a target that no value of the factor comes near.
 */
export async function matchMeasured(request: MeasuredRequest, measure: (architecture: Architecture) => Promise<number>): Promise<Match> {
  const { base, build, factors, target, tolerance, solveFor } = request;
  if (!(target > 0 && Number.isFinite(target))) {
    throw new ScalingError(`match ${base.name}: a measured target must be a positive number, got ${target}; use a multiple of the base's`);
  }
  const at = (factor: number) => build(base, { ...factors, [solveFor]: factor });
  const sides = await solveMeasured(
    {
      at,
      target,
      start: factors[solveFor],
      ...FACTOR_LIMITS,
      power: MACS_POWER[solveFor],
      areNeighbours: solveFor === 'resolution' ? differByOnePixel : () => false,
      isCloseEnough: (cost) => Math.abs(cost / target - 1) <= tolerance,
    },
    measure,
  );
  const nearest = nearestSide(sides, target);
  if (nearest === undefined)
    throw new ScalingError(`match ${base.name}: no network on the way to ${target} could be measured; use another factor`);
  const found = matchOf(movedAxis(solveFor, factors, sides, nearest), request);
  if (found.withinTolerance || (sides.below !== undefined && sides.above !== undefined)) return found;
  const which = sides.below === undefined ? 'least' : 'most';
  throw new ScalingError(
    `match ${base.name}: the ${which} that ${solveFor} comes to with the other factors as given measures ${nearest.cost.toPrecision(3)}, the target is ${target}; the nearest legal target is ${nearest.cost.toPrecision(3)}, or solve for another factor`,
  );
}
