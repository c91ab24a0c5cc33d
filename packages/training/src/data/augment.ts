import { mixSeed } from '../random.js';
import type { Recipe } from '../recipes/recipe.js';

/** Where an augmented image reads its pixels: output (y, x) is input (y - shiftY, x - shiftX), after the flip. */
export interface Placement {
  readonly flip: boolean;
  readonly shiftY: number;
  readonly shiftX: number;
}

export const UNCHANGED: Placement = { flip: false, shiftY: 0, shiftX: 0 };

/** The flip and shift of image `index` in `epoch`: a function of (seed, epoch, index) alone, so batches may be made in any order. */
export function placementOf(
  augment: Recipe['augment'],
  size: { readonly height: number; readonly width: number },
  draw: { readonly seed: number; readonly epoch: number; readonly index: number },
): Placement {
  const bits = mixSeed(draw.seed, draw.epoch, draw.index);
  const shiftOf = (side: number, random: number) => {
    const most = Math.round(side * augment.shift);
    return (random % (2 * most + 1)) - most;
  };
  return {
    flip: augment.horizontalFlip && (bits & 1) === 1,
    shiftY: shiftOf(size.height, (bits >>> 1) & 0x7fff),
    shiftX: shiftOf(size.width, bits >>> 16),
  };
}
