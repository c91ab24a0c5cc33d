import { type ByteImage, mapBytes } from './byte-image.js';

/** Only the highest `bits` bits of each byte kept, from 0 to 8. */
export function posterize(image: ByteImage, bits: number): ByteImage {
  const mask = 256 - 2 ** (8 - bits);
  return mapBytes(image, (byte) => byte & mask);
}
