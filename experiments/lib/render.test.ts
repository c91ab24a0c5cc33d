import { expect, it } from 'vitest';
import { accuracyText, differenceOf, differenceText, toldOf } from './render.js';

const trained = (...accuracies: (number | null)[]) => ({ accuracies });

it('compares networks seed by seed, and decides only where the interval leaves 0 out', () => {
  const better = differenceOf(trained(0.9, 0.8, 0.7), trained(0.88, 0.78, 0.681));
  expect(differenceText(better)).toBe('+2.0 points ± 0.1, more accurate');
  expect(toldOf(better)).toBe('reproduces');
  const worse = differenceOf(trained(0.88, 0.78, 0.681), trained(0.9, 0.8, 0.7));
  expect(differenceText(worse)).toBe('−2.0 points ± 0.1, less accurate');
  expect(toldOf(worse)).toBe('is contradicted at this size');
  const open = differenceOf(trained(0.9, 0.8, 0.7), trained(0.85, 0.81, 0.7));
  expect(toldOf(open)).toBe('is not decided by these seeds');
});

it('decides nothing by one seed, and leaves out seeds that failed', () => {
  expect(differenceText(differenceOf(trained(0.9), trained(0.8)))).toBe('+10.0 points, not told apart by these seeds');
  expect(differenceOf(trained(0.9, null, 0.7), trained(0.8, 0.8, null))?.mean).toBeCloseTo(0.1, 12);
  expect(differenceText(differenceOf(trained(null), trained(0.8)))).toBe('no difference can be told, trainings failed');
});

it('writes no sign before what is rounded to nothing', () => {
  expect(differenceText(differenceOf(trained(0.8999), trained(0.9)))).toBe('0.0 points, not told apart by these seeds');
});

it('tells how many trainings failed', () => {
  expect(accuracyText(trained(0.9, 0.9, null))).toBe('90.0 % ± 0.0 (1 of 3 failed)');
  expect(accuracyText(trained(null))).toBe('no training succeeded (1 of 1 failed)');
});
