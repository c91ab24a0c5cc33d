import { expect, test } from 'vitest';
import { denseUniform, fanOutNormal } from './initializers.js';
import { uniformStream } from './random.js';

test('a stream belongs to its seed and name', () => {
  const first = (seed: number, name: string) => Array.from({ length: 4 }, uniformStream(seed, name));
  expect(first(1, 'stem/kernel')).toEqual(first(1, 'stem/kernel'));
  expect(first(1, 'stem/kernel')).not.toEqual(first(2, 'stem/kernel'));
  expect(first(1, 'stem/kernel')).not.toEqual(first(1, 'stem/kernem'));
});

test('streams of neighbouring seeds are not alike', () => {
  const starts = Array.from({ length: 200 }, (_, seed) => uniformStream(seed, 'kernel')());
  const mean = starts.reduce((sum, value) => sum + value, 0) / starts.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.08);
  expect(Math.min(...starts)).toBeLessThan(0.1);
  expect(Math.max(...starts)).toBeGreaterThan(0.9);
});

test('convolution kernels start normal with deviation sqrt(2 / fan out)', () => {
  const values = fanOutNormal(72)(20_000, 7, 'kernel');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(Math.abs(mean)).toBeLessThan(0.005);
  expect(deviation).toBeCloseTo(Math.sqrt(2 / 72), 2);
});

test('dense kernels start uniform within 1 / sqrt(units)', () => {
  const values = denseUniform(16)(5_000, 7, 'kernel');
  expect(Math.max(...values)).toBeLessThanOrEqual(0.25);
  expect(Math.max(...values)).toBeGreaterThan(0.24);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.25);
  expect(Math.min(...values)).toBeLessThan(-0.24);
});
