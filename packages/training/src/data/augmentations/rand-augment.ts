import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { rotate, shearX, shearY, translateX, translateY } from './affine.js';
import { autoContrast } from './auto-contrast.js';
import type { ByteImage } from './byte-image.js';
import { brightness, contrast, saturation, sharpness } from './enhance.js';
import { equalize } from './equalize.js';
import { posterize } from './posterize.js';
import { solarize } from './solarize.js';

/** `level` is the magnitude as a share of the largest one, from 0 to 1; `sign` is 1 or -1 and turns the direction where there are two. */
type Op = (image: ByteImage, level: number, sign: 1 | -1) => ByteImage;

/**
 * The 14 operations of Cubuk et al. 2019 (arXiv:1909.13719, section 3), with the ranges of AutoAugment (arXiv:1805.09501, table 6): 30 degrees,
 * slope 0.3, 150 of 331 pixels, 4 bits fewer, threshold 256 to 0, factor 1 ± 0.9. All grow with the level. The published code's posterize,
 * solarize and factors do not: there a small magnitude may change more than a large one.
 */
export const randAugmentOps: Readonly<Record<string, Op>> = {
  identity: (image) => image,
  autoContrast,
  equalize,
  rotate: (image, level, sign) => rotate(image, sign * 30 * level),
  solarize: (image, level) => solarize(image, 256 * (1 - level)),
  color: (image, level, sign) => saturation(image, 1 + sign * 0.9 * level),
  posterize: (image, level) => posterize(image, 8 - Math.round(4 * level)),
  contrast: (image, level, sign) => contrast(image, 1 + sign * 0.9 * level),
  brightness: (image, level, sign) => brightness(image, 1 + sign * 0.9 * level),
  sharpness: (image, level, sign) => sharpness(image, 1 + sign * 0.9 * level),
  shearX: (image, level, sign) => shearX(image, sign * 0.3 * level),
  shearY: (image, level, sign) => shearY(image, sign * 0.3 * level),
  translateX: (image, level, sign) => translateX(image, sign * (150 / 331) * level * image.width),
  translateY: (image, level, sign) => translateY(image, sign * (150 / 331) * level * image.height),
};

const OPS: readonly Op[] = Object.values(randAugmentOps);

export interface RandAugment {
  /** N of the paper: operations in a row, each drawn anew. */
  readonly operations: number;
  /** M of the paper, from 0 to 10. */
  readonly magnitude: number;
}

/** N operations drawn with replacement, all with the same magnitude. */
export function randAugment(image: ByteImage, { operations, magnitude }: RandAugment, generator: RandomGenerator): ByteImage {
  let result = image;
  for (let i = 0; i < operations; i++) {
    const op = OPS[uniformInt(generator, 0, OPS.length - 1)];
    result = op(result, magnitude / 10, uniformInt(generator, 0, 1) === 0 ? 1 : -1);
  }
  return result;
}
