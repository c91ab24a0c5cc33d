import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniform } from '../../random.js';
import { type ByteImage, withPixels } from './byte-image.js';

export interface RandomErasing {
  /** Share of images that lose a rectangle. */
  readonly probability: number;
  /** Smallest and largest share of the area that is erased. The paper uses 0.02 to 0.4. */
  readonly area: readonly [number, number];
}

/** Smallest height over width; its inverse is the largest (the paper's r1). */
const ASPECT = 0.3;

const ATTEMPTS = 100;

/**
 * Zhong et al. 2017 (arXiv:1708.04896, algorithm 1): with area S_e and aspect r_e drawn uniformly, a rectangle of height √(S_e r_e) and width
 * √(S_e / r_e) anywhere inside the image is filled with random bytes. What does not fit is drawn again.
 */
export function randomErasing(image: ByteImage, { probability, area }: RandomErasing, generator: RandomGenerator): ByteImage {
  if (uniform(generator, 0, 1) >= probability) return image;
  const { pixels, height, width, channels } = image;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const erased = uniform(generator, area[0], area[1]) * height * width;
    const aspect = uniform(generator, ASPECT, 1 / ASPECT);
    const [rows, columns] = [Math.round(Math.sqrt(erased * aspect)), Math.round(Math.sqrt(erased / aspect))];
    if (rows < 1 || columns < 1 || rows > height || columns > width) continue;
    const top = uniformInt(generator, 0, height - rows);
    const left = uniformInt(generator, 0, width - columns);
    const out = Uint8Array.from(pixels);
    for (let y = top; y < top + rows; y++) {
      for (let i = (y * width + left) * channels; i < (y * width + left + columns) * channels; i++) out[i] = uniformInt(generator, 0, 255);
    }
    return withPixels(image, out);
  }
  return image;
}
