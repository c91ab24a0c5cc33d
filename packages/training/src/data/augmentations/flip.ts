import { type ByteImage, withPixels } from './byte-image.js';

/** Left and right swapped: out(y, x) = in(y, width - 1 - x). */
export function flipHorizontally(image: ByteImage): ByteImage {
  const { pixels, height, width, channels } = image;
  const out = new Uint8Array(pixels.length);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const from = (row * width + width - 1 - x) * channels;
      const to = (row * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = pixels[from + channel];
    }
  }
  return withPixels(image, out);
}
