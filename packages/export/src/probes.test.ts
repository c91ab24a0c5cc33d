import { describe, expect, it } from 'vitest';
import { allowedDifference, largestDifference, type Probe } from './probes.js';

const probe = (...logits: number[]): Probe => ({ shape: [1, 1, 1, 1], images: new Float32Array(1), logits: Float32Array.from(logits) });

describe('the difference that passes', () => {
  it('is the tolerance for logits around 1', () => expect(allowedDifference(1e-4, [probe(0.5, -1)])).toBe(1e-4));
  it('shrinks with tiny logits', () => expect(allowedDifference(1e-4, [probe(1e-6)])).toBeCloseTo(1e-9, 12));
  it('grows with large ones', () => expect(allowedDifference(1e-4, [probe(1), probe(-2000)])).toBeCloseTo(0.2));
});

describe('the largest difference', () => {
  it('counts every logit', () => expect(largestDifference(probe(1, 2, 3), [1, 2.5, 2])).toBe(1));
  it('is infinite for an answer that is not a number', () => expect(largestDifference(probe(1, 2), [Number.NaN, 2])).toBe(Infinity));
  it('is infinite for an answer of another length', () => expect(largestDifference(probe(1, 2), [1])).toBe(Infinity));
});
