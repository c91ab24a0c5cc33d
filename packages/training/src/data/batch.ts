import type { ChannelStatistics } from '../job.js';
import { seededGenerator, shuffle } from '../random.js';
import type { Placement } from './augment.js';
import type { ImageSplit } from './dataset.js';

/** The order of images in one epoch. */
export function epochOrder(count: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  return shuffle(order, seededGenerator(seed, epoch));
}

/** Normalised value of each byte, for one channel after another. */
export type NormalizationTable = Float32Array;

/** (byte / 255 - mean) / std for every byte and channel; a channel that never varies is only centred. */
export function normalizationTable({ mean, std }: ChannelStatistics): NormalizationTable {
  const scale = std.map((deviation) => (deviation > 0 ? deviation : 1));
  return Float32Array.from({ length: 256 * mean.length }, (_, i) => ((i & 255) / 255 - mean[i >> 8]) / scale[i >> 8]);
}

/**
 * Normalised floats [indices.length, height, width, channels] of some images, each flipped and shifted as `placement(index)` says.
 * Pixels that a shift uncovers repeat the edge, which suits dark and light backgrounds alike.
 */
export function imageBatch(
  split: ImageSplit,
  indices: Int32Array,
  size: { readonly height: number; readonly width: number; readonly channels: number },
  table: NormalizationTable,
  placement: (index: number) => Placement,
): Float32Array {
  const { height, width, channels } = size;
  const batch = new Float32Array(indices.length * height * width * channels);
  let out = 0;
  for (const index of indices) {
    const { flip, shiftY, shiftX } = placement(index);
    for (let y = 0; y < height; y++) {
      const row = (index * height + clamp(y - shiftY, height)) * width;
      for (let x = 0; x < width; x++) {
        const column = clamp(x - shiftX, width);
        const pixel = (row + (flip ? width - 1 - column : column)) * channels;
        for (let channel = 0; channel < channels; channel++) batch[out++] = table[channel * 256 + split.images[pixel + channel]];
      }
    }
  }
  return batch;
}

/** Target distributions [indices.length, classes]: 1 - smoothing on the label plus smoothing / classes everywhere. */
export function targetBatch(split: ImageSplit, indices: Int32Array, classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(indices.length * classes).fill(smoothing / classes);
  indices.forEach((index, row) => {
    targets[row * classes + split.labels[index]] += 1 - smoothing;
  });
  return targets;
}

function clamp(position: number, side: number): number {
  return position < 0 ? 0 : position >= side ? side - 1 : position;
}
