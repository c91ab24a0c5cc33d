import { describe, expect, it } from 'vitest';
import { centralProbability, centralQuantile } from './student-t.js';

describe("Student's t", () => {
  // Fisher and Yates' table: two-sided 5 % and 10 % points.
  it.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 4, 2.776],
    [0.95, 9, 2.262],
    [0.95, 30, 2.042],
    [0.9, 1, 6.314],
    [0.9, 3, 2.353],
    [0.9, 10, 1.812],
    [0.99, 5, 4.032],
  ])('stays below t with %s at %i degrees of freedom for t = %s', (probability, freedom, t) => {
    expect(centralQuantile(probability, freedom)).toBeCloseTo(t, 3);
    expect(centralProbability(t, freedom)).toBeCloseTo(probability, 3);
    expect(centralProbability(-t, freedom)).toBeCloseTo(probability, 3);
  });

  it('is normal in the limit', () => {
    expect(centralQuantile(0.95, 100_001)).toBeCloseTo(1.95996, 4);
    expect(centralProbability(0, 7)).toBe(0);
  });
});
