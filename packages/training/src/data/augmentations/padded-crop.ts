import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { type ByteImage, withPixels } from './byte-image.js';

/**
 * The image padded with black by `padding` pixels on each side, and a window of the old size cut out whose upper left corner is at (top, left) of
 * the padded image, both from 0 to 2 · padding: out(y, x) = in(y + top - padding, x + left - padding), 0 outside.
 */
export function paddedCrop(image: ByteImage, padding: number, top: number, left: number): ByteImage {
  const { pixels, height, width, channels } = image;
  const out = new Uint8Array(pixels.length);
  const shift = left - padding;
  const first = Math.max(0, -shift);
  const end = Math.min(width, width - shift);
  for (let y = 0; y < height; y++) {
    const row = y + top - padding;
    if (row < 0 || row >= height || first >= end) continue;
    out.set(
      pixels.subarray((row * width + first + shift) * channels, (row * width + end + shift) * channels),
      (y * width + first) * channels,
    );
  }
  return withPixels(image, out);
}

/** One of the (2 · padding + 1)² windows, all alike likely; 4 pixels on 32 is what He et al. 2016, section 4.2 did on CIFAR-10. */
export function randomPaddedCrop(image: ByteImage, padding: number, generator: RandomGenerator): ByteImage {
  const top = uniformInt(generator, 0, 2 * padding);
  return paddedCrop(image, padding, top, uniformInt(generator, 0, 2 * padding));
}
