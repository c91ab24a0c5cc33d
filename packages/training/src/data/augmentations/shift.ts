import { type ByteImage, withPixels } from './byte-image.js';

/** Moved down and right; what is uncovered repeats the edge: out(y, x) = in(y - down, x - right), positions clamped to the image. */
export function shiftImage(image: ByteImage, down: number, right: number): ByteImage {
  const { pixels, height, width, channels } = image;
  const out = new Uint8Array(pixels.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = clamp(y - down, height) * width;
    for (let x = 0; x < width; x++) {
      const from = (row + clamp(x - right, width)) * channels;
      for (let channel = 0; channel < channels; channel++) out[to++] = pixels[from + channel];
    }
  }
  return withPixels(image, out);
}

function clamp(position: number, side: number): number {
  return Math.max(0, Math.min(side - 1, position));
}
