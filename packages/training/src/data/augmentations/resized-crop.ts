import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniform } from '../../random.js';
import { resizeSplit } from '../resize.js';
import { type ByteImage, withPixels } from './byte-image.js';

export interface ResizedCrop {
  /** Smallest and largest share of the area that is cut out. Szegedy et al. use 0.08 to 1. */
  readonly area: readonly [number, number];
}

/** A window of an image, in pixels. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Largest width over height; its inverse is the smallest. */
const ASPECT = 4 / 3;
const ATTEMPTS = 10;

/** The window brought back to the size of the image. */
export function resizedCrop(image: ByteImage, { top, left, rows, columns }: Window): ByteImage {
  const { pixels, height, width, channels } = image;
  const images = new Uint8Array(rows * columns * channels);
  for (let y = 0; y < rows; y++) {
    const start = ((top + y) * width + left) * channels;
    images.set(pixels.subarray(start, start + columns * channels), y * columns * channels);
  }
  const crop = { images, labels: Int32Array.of(0), count: 1 };
  return withPixels(image, resizeSplit(crop, [rows, columns, channels], [height, width]).images);
}

/**
 * Szegedy et al. 2014 (arXiv:1409.4842, section 6): a window anywhere in the image with an evenly drawn share of its area, and the ratio of its sides between
 * 3/4 and 4/3, evenly on a logarithmic scale. What does not fit is drawn again, ten times at most; then the whole image is kept.
 */
export function randomResizedCrop(image: ByteImage, { area }: ResizedCrop, generator: RandomGenerator): ByteImage {
  const { height, width } = image;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const share = uniform(generator, area[0], area[1]) * height * width;
    const aspect = Math.exp(uniform(generator, -Math.log(ASPECT), Math.log(ASPECT)));
    const [rows, columns] = [Math.round(Math.sqrt(share / aspect)), Math.round(Math.sqrt(share * aspect))];
    if (rows < 1 || columns < 1 || rows > height || columns > width) continue;
    const top = uniformInt(generator, 0, height - rows);
    return resizedCrop(image, { top, left: uniformInt(generator, 0, width - columns), rows, columns });
  }
  return image;
}
