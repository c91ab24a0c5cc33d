import { type ByteImage, withPixels } from './byte-image.js';

/** Where output pixel centres (x, y) read from: input x = a x + b y + c, y = d x + e y + f, in pixels from the upper left corner. */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** What lies outside the image: medium grey, as in the published code of RandAugment. */
const OUTSIDE = 128;

/** Every output pixel takes the input pixel that its centre falls into. */
export function affine(image: ByteImage, [a, b, c, d, e, f]: AffineMap): ByteImage {
  const { pixels, height, width, channels } = image;
  const out = new Uint8Array(pixels.length).fill(OUTSIDE);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to += channels) {
      const x = Math.floor(a * (column + 0.5) + b * (row + 0.5) + c);
      const y = Math.floor(d * (column + 0.5) + e * (row + 0.5) + f);
      if (x < 0 || x >= width || y < 0 || y >= height) continue;
      const from = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = pixels[from + channel];
    }
  }
  return withPixels(image, out);
}

/** Turned around the centre, counter-clockwise for positive degrees. */
export function rotate(image: ByteImage, degrees: number): ByteImage {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [x, y] = [image.width / 2, image.height / 2];
  return affine(image, [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y]);
}

/** Row y moved left by `slope` · y. */
export function shearX(image: ByteImage, slope: number): ByteImage {
  return affine(image, [1, slope, 0, 0, 1, 0]);
}

/** Column x moved up by `slope` · x. */
export function shearY(image: ByteImage, slope: number): ByteImage {
  return affine(image, [1, 0, 0, slope, 1, 0]);
}

/** Moved left. */
export function translateX(image: ByteImage, pixels: number): ByteImage {
  return affine(image, [1, 0, pixels, 0, 1, 0]);
}

/** Moved up. */
export function translateY(image: ByteImage, pixels: number): ByteImage {
  return affine(image, [1, 0, 0, 0, 1, pixels]);
}
