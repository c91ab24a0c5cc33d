import { ScalingError } from '../scaling-error.js';

/** Factors on the dimensions of a network; 1 leaves a dimension alone. */
export interface ScaleFactors {
  /** On the repeats of stages. */
  readonly depth: number;
  /** On channels. */
  readonly width: number;
  /** On the height and width of the image. */
  readonly resolution: number;
  /** On the channels of one group of grouped convolutions. Left out, the number of groups stays and groups grow with the width. */
  readonly groupWidth?: number;
}

/** The dimensions that multiply-adds grow with, and the power of each. */
export const MACS_POWER = { depth: 1, width: 2, resolution: 2 } as const;
export type Axis = keyof typeof MACS_POWER;
export const AXES: readonly Axis[] = ['depth', 'width', 'resolution'];

/** Multiply-adds that factors are meant to cost, relative to the base and before rounding. */
export function nominalCost({ depth, width, resolution }: ScaleFactors): number {
  return depth * width ** 2 * resolution ** 2;
}

/** Throws `ScalingError` for a factor that is not positive and finite. */
export function requireFactors(name: string, factors: ScaleFactors): void {
  for (const [axis, factor] of Object.entries(factors)) {
    if (factor > 0 && Number.isFinite(factor)) continue;
    throw new ScalingError(`scale ${name}: ${axis} must be a positive, finite factor, got ${factor}; use 1 to leave it alone`);
  }
}
