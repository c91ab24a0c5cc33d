import { describe, expect, it } from 'vitest';
import type { Probe } from './probes.js';
import { roundingOf } from './rounding.js';

const probe = (logits: number[][]): Probe => ({
  shape: [logits.length, 1, 1, 1],
  images: new Float32Array(logits.length),
  logits: Float32Array.from(logits.flat()),
});

describe('rounded weights', () => {
  const probes = [
    probe([[3, 4]]),
    probe([
      [0, 5],
      [1, 0],
    ]),
  ];

  it('change nothing where answers are equal', () => {
    const found = roundingOf(
      probes,
      probes.map(({ logits }) => logits),
    );
    expect(found).toEqual({ maxAbsError: 0, relativeError: 0, sameClass: 1 });
  });

  it('are told by largest and relative difference and by the images that keep their class', () => {
    const found = roundingOf(probes, [Float32Array.of(3, 2), Float32Array.of(0, 5, 1, 0)]);
    expect(found).toEqual({ maxAbsError: 2, relativeError: Math.sqrt(4 / 51), sameClass: 2 / 3 });
  });

  it('have no finite error where an answer is not a number', () => {
    expect(roundingOf(probes, [Float32Array.of(3, Number.NaN), probes[1].logits]).maxAbsError).toBe(Infinity);
  });
});
