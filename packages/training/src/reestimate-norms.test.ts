import { expect, it } from 'vitest';
import { pooled, reestimateNorms } from './reestimate-norms.js';

const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: number[]) => meanOf(values.map((value) => (value - meanOf(values)) ** 2));
const normsOf = (values: number[]) => [
  { name: 'norm/moving-mean', shape: [1], data: Float32Array.of(meanOf(values)) },
  { name: 'norm/moving-variance', shape: [1], data: Float32Array.of(varianceOf(values)) },
];

it('gives the mean and the variance of all batches together', () => {
  const values = [0.5, 3, -1, 2, 7, 7, 8, -4, 0.25];
  const batches = [0, 3, 6].map((start) => normsOf(values.slice(start, start + 3)));
  const [mean, variance] = pooled(batches);
  expect(mean.data[0]).toBeCloseTo(meanOf(values), 5);
  expect(variance.data[0]).toBeCloseTo(varianceOf(values), 4);
});

it('measures whole batches of as many images as it may, at least one', async () => {
  const starts: number[][] = [];
  const engine = {
    norms: async (_: unknown, start: number, count: number) => {
      starts.push([start, count]);
      return normsOf([start, start + 2]);
    },
    setNorms: () => {},
  };
  const split = { images: new Uint8Array(100), labels: new Int32Array(100), count: 100 };
  await reestimateNorms(engine, split, { images: 70, batch: 32 }, async () => {});
  await reestimateNorms(engine, split, { images: 5, batch: 32 }, async () => {});
  expect(starts).toEqual([
    [0, 32],
    [32, 32],
    [0, 32],
  ]);
});
