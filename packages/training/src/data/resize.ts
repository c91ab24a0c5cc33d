import type { ImageSplit } from './dataset.js';

interface Taps {
  readonly first: Int32Array;
  /** Weights of output i start at `i * width`. */
  readonly weights: Float64Array;
  readonly width: number;
}

/**
 * Triangle filter along one axis with pixel centres at half integers: plain bilinear interpolation when enlarging; when shrinking,
 * the triangle is as wide as the scale, which averages over the area that an output pixel covers and so does not alias.
 */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const radius = Math.max(1, scale);
  const width = Math.ceil(2 * radius) + 1;
  const first = new Int32Array(to);
  const weights = new Float64Array(to * width);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.ceil(centre - radius));
    const end = Math.min(from - 1, Math.floor(centre + radius));
    first[i] = start;
    let sum = 0;
    for (let j = start; j <= end; j++) sum += weights[i * width + j - start] = Math.max(0, 1 - Math.abs(j - centre) / radius);
    for (let j = start; j <= end; j++) weights[i * width + j - start] /= sum;
  }
  return { first, weights, width };
}

/** Sizes of an image: height, width, channels. */
export type ImageSize = readonly [height: number, width: number, channels: number];

/** Every image of the split at another height and width; rounded to bytes once. The same size returns the same split. */
export function resizeSplit(split: ImageSplit, from: ImageSize, to: readonly [height: number, width: number]): ImageSplit {
  const [height, width, channels] = from;
  const [outHeight, outWidth] = to;
  if (height === outHeight && width === outWidth) return split;
  const rows = triangleTaps(height, outHeight);
  const columns = triangleTaps(width, outWidth);
  const images = new Uint8Array(split.count * outHeight * outWidth * channels);
  const narrow = new Float64Array(height * outWidth * channels);
  for (let index = 0; index < split.count; index++) {
    resampleAxis(
      split.images,
      index * height * width * channels,
      narrow,
      0,
      { outer: height, from: width, to: outWidth, inner: channels },
      columns,
    );
    resampleAxis(
      narrow,
      0,
      images,
      index * outHeight * outWidth * channels,
      { outer: 1, from: height, to: outHeight, inner: outWidth * channels },
      rows,
    );
  }
  return { images, labels: split.labels, count: split.count };
}

type Extent = { readonly outer: number; readonly from: number; readonly to: number; readonly inner: number };

/** Resamples the middle axis of [outer, from, inner] into [outer, to, inner]; bytes are rounded, floats are not. */
function resampleAxis(
  input: Uint8Array | Float64Array,
  inputStart: number,
  output: Uint8Array | Float64Array,
  outputStart: number,
  extent: Extent,
  taps: Taps,
): void {
  const { outer, from, to, inner } = extent;
  const rounding = output instanceof Uint8Array ? 0.5 : 0;
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < to; t++) {
      const first = taps.first[t];
      const count = Math.min(taps.width, from - first);
      for (let i = 0; i < inner; i++) {
        let sum = rounding;
        for (let k = 0; k < count; k++) sum += taps.weights[t * taps.width + k] * input[inputStart + (o * from + first + k) * inner + i];
        output[outputStart + (o * to + t) * inner + i] = sum;
      }
    }
  }
}
