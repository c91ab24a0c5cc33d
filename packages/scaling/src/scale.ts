import { type Architecture, deepenNetwork, widenNetwork } from '@isoflop/blocks';

/** Factors on the three dimensions of a network; 1 leaves a dimension alone. */
export interface ScaleFactors {
  readonly depth: number;
  readonly width: number;
  readonly resolution: number;
}

/** A factor that scaling cannot use. */
export class ScalingError extends Error {
  override readonly name = 'ScalingError';
}

/**
 * Scales a network as EfficientNet's released code does: repeats are rounded up, channels to multiples of 8 but never more
 * than 10 % down, and height and width to whole pixels (Tan and Le 2019; `round_filters`, `round_repeats`).
 * Classes stay, and so do stages of poolings and reductions. Throws `ScalingError` for a factor that is not positive and finite.
 */
export function scale(base: Architecture, factors: ScaleFactors): Architecture {
  for (const [name, factor] of Object.entries(factors)) {
    if (!(factor > 0 && Number.isFinite(factor))) {
      throw new ScalingError(`scale ${base.name}: ${name} must be a positive, finite factor, got ${factor}; use 1 to leave it alone`);
    }
  }
  const { depth, width, resolution } = factors;
  const pixels = (size: number) => Math.max(1, Math.round(size * resolution));
  const { height, width: columns } = base.input;
  return { ...deepenNetwork(widenNetwork(base, width), depth), input: { ...base.input, height: pixels(height), width: pixels(columns) } };
}
