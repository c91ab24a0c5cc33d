import { describe, expect, it } from 'vitest';
import type { ImageSplit } from './dataset.js';
import { makeTextures, TEXTURES_FACTS } from './procedural.js';
import { resizeSplit } from './resize.js';

const CLASSES = TEXTURES_FACTS.classes.length;

/** Normalised autocorrelation at small shifts: phase, brightness and contrast fall out, repeat and direction stay. */
function features(split: ImageSplit, side: number): number[][] {
  const lags = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((dx) => [0, 1, 2, 3, 4].map((dy) => [dx, dy] as const));
  return Array.from({ length: split.count }, (_, index) => {
    const image = split.images.subarray(index * side * side, (index + 1) * side * side);
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    const variance = image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length + 1;
    return lags.map(([dx, dy]) => {
      let sum = 0;
      let pairs = 0;
      for (let y = 0; y + dy < side; y++) {
        for (let x = Math.max(0, -dx); x < Math.min(side, side - dx); x++, pairs++) {
          sum += (image[y * side + x] - mean) * (image[(y + dy) * side + x + dx] - mean);
        }
      }
      return sum / Math.max(1, pairs) / variance;
    });
  });
}

/** Test accuracy of the nearest class mean. */
function nearestCentroid(train: ImageSplit, test: ImageSplit, side: number): number {
  const trainFeatures = features(train, side);
  const size = trainFeatures[0].length;
  const centroids = Array.from({ length: CLASSES }, (_, label) => {
    const own = trainFeatures.filter((_, index) => train.labels[index] === label);
    return Array.from({ length: size }, (_, i) => own.reduce((sum, vector) => sum + vector[i], 0) / own.length);
  });
  const distance = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  const right = features(test, side).filter((vector, index) => {
    const distances = centroids.map((centroid) => distance(vector, centroid));
    return distances.indexOf(Math.min(...distances)) === test.labels[index];
  });
  return right.length / test.count;
}

describe('makeTextures', () => {
  it('needs resolution: a nearest centroid is good at full size, worse at half, and poor at a quarter', () => {
    const { training, test } = makeTextures({ training: 600, test: 300, seed: 4 });
    const accuracyAt = (side: number) => {
      const resize = (split: ImageSplit) => resizeSplit(split, [28, 28, 1], [side, side]);
      return nearestCentroid(resize(training), resize(test!), side);
    };
    const [full, half, quarter] = [accuracyAt(28), accuracyAt(14), accuracyAt(7)];
    expect(full).toBeGreaterThan(0.9);
    expect(half).toBeLessThan(full - 0.2);
    expect(quarter).toBeLessThan(half - 0.2);
    expect(quarter).toBeLessThan(full - 0.5);
  });

  it('draws an image from its seed, part and index alone', () => {
    const short = makeTextures({ training: 20, test: 10, seed: 9 });
    const long = makeTextures({ training: 50, test: 30, seed: 9 });
    expect(long.training.images.subarray(0, 20 * 784)).toEqual(short.training.images);
    expect(long.test!.images.subarray(0, 10 * 784)).toEqual(short.test!.images);
    expect(short.test!.images).not.toEqual(short.training.images.subarray(0, 10 * 784));
    expect(makeTextures({ training: 20, test: 10, seed: 10 }).training.images).not.toEqual(short.training.images);
  });

  it('holds as many images of each class', () => {
    const { labels } = makeTextures({ training: 100, test: 10, seed: 1 }).training;
    for (let label = 0; label < CLASSES; label++) expect(labels.filter((other) => other === label)).toHaveLength(10);
  });
});
