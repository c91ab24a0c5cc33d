import { type ByteImage, mapBytes } from './byte-image.js';

/** Bytes of at least `threshold` (0 to 256) turned to their negative: v becomes 255 - v. */
export function solarize(image: ByteImage, threshold: number): ByteImage {
  return mapBytes(image, (byte) => (byte < threshold ? byte : 255 - byte));
}
