import type { Axis } from '../rules/factors.js';
import { ScalingError } from '../scaling-error.js';
import type { MatchRequest } from './match.js';

/** A target beyond what one factor comes to; `cost` is the nearest that it does. */
export class OutOfReachError extends ScalingError {
  /** How many times the target is larger or smaller. */
  readonly ratio: number;

  constructor({ base, metric, target, solveFor }: MatchRequest, axis: Axis, cost: number) {
    const which = cost > target ? 'smallest' : 'largest';
    const mend = solveFor === 'auto' ? 'no other factor comes nearer' : 'or solve for another factor';
    super(
      `match ${base.name}: the ${which} network that ${axis} makes with the other factors as given has ${cost} ${metric}, the target is ${target}; the nearest legal target is ${cost}, ${mend}`,
    );
    this.ratio = Math.max(cost / target, target / cost);
  }
}
