import type { ImageSplit } from '../data/dataset.js';
import type { PreparedDataset } from '../data/prepare.js';
import { seededGenerator, uniform } from '../random.js';

/** Images of random bytes with random labels: enough to compare how engines train on them. */
export function randomDataset(
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
  classes: number,
  count: number,
): PreparedDataset {
  const generator = seededGenerator(height, width, channels, classes);
  const split = (images: number): ImageSplit => ({
    images: Uint8Array.from({ length: images * height * width * channels }, () => uniform(generator, 0, 256)),
    labels: Int32Array.from({ length: images }, () => uniform(generator, 0, classes)),
    count: images,
  });
  return {
    name: 'random',
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    height,
    width,
    channels,
    train: split(count),
    validation: split(7),
    test: split(7),
    normalization: { mean: new Array(channels).fill(0.5), std: new Array(channels).fill(0.29) },
  };
}
