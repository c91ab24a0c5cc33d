import { type ByteImage, luma, mapBytes, withPixels } from './byte-image.js';

// Each of these blends the image with one that lacks the property: out = lacking + factor · (image - lacking), cut to a byte. A factor of 1
// changes nothing, 0 takes the property away, more than 1 exaggerates it.

/** Blended with black. */
export function brightness(image: ByteImage, factor: number): ByteImage {
  return mapBytes(image, (byte) => factor * byte);
}

/** Blended with the mean of its luma, rounded. */
export function contrast(image: ByteImage, factor: number): ByteImage {
  const grey = luma(image);
  const mean = Math.floor(grey.reduce((sum, byte) => sum + byte, 0) / grey.length + 0.5);
  return mapBytes(image, (byte) => mean + factor * (byte - mean));
}

/** Blended with its luma; a grey image stays. */
export function saturation(image: ByteImage, factor: number): ByteImage {
  if (image.channels === 1) return image;
  const grey = luma(image);
  return blend(image, factor, (i) => grey[Math.floor(i / 3)]);
}

/** Blended with itself smoothed by the kernel [1 1 1; 1 5 1; 1 1 1] / 13, rounded; the outermost pixels stay. */
export function sharpness(image: ByteImage, factor: number): ByteImage {
  const smoothed = smooth(image);
  return blend(image, factor, (i) => smoothed[i]);
}

function blend(image: ByteImage, factor: number, lacking: (index: number) => number): ByteImage {
  const { pixels } = image;
  const out = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const from = lacking(i);
    const value = from + factor * (pixels[i] - from);
    out[i] = value <= 0 ? 0 : value >= 255 ? 255 : value;
  }
  return withPixels(image, out);
}

function smooth({ pixels, height, width, channels }: ByteImage): Uint8Array {
  const out = Uint8Array.from(pixels);
  const row = width * channels;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      let sum = 4 * pixels[i];
      for (const line of [i - row, i, i + row]) sum += pixels[line - channels] + pixels[line] + pixels[line + channels];
      out[i] = Math.floor(sum / 13 + 0.5);
    }
  }
  return out;
}
