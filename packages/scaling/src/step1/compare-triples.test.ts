import { describe, expect, it } from 'vitest';
import { simplexTriples } from '../layout/triples.js';
import { normalStream } from '../testing/synthetic-study.js';
import { compareTriples } from './compare-triples.js';

const triples = simplexTriples(4, 2);
const options = { level: 0.95, neighbours: 3 };

/** Accuracies that seeds move up and down together, and a little apart. */
function trained(accuracyOf: (i: number) => number, seeds: number, apart: number, seed: number) {
  const normal = normalStream(seed);
  const shared = Array.from({ length: seeds }, () => 0.01 * normal());
  return triples.map((triple, i) => ({ triple, accuracies: shared.map((offset) => accuracyOf(i) + offset + apart * normal()) }));
}

describe('compareTriples', () => {
  it('finds a triple that beats all, though seeds move accuracies more than triples do', () => {
    const verdict = compareTriples(
      trained((i) => (i === 7 ? 0.9 : 0.89), 5, 0.0005, 1),
      options,
    );
    expect(verdict.best).toEqual(triples[7]);
    expect(verdict.verdict).toBe('beats all');
    expect(verdict.mayBeBest).toEqual([triples[7]]);
    expect(verdict.comparisons.filter(({ isNeighbour }) => isNeighbour)).toHaveLength(3);
  });

  it('finds no difference where there is none: wrongly significant in at most one of ten studies', () => {
    let wrong = 0;
    for (let seed = 1; seed <= 100; seed++) {
      if (
        compareTriples(
          trained(() => 0.9, 3, 0.002, seed),
          options,
        ).verdict !== 'no significant difference'
      )
        wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(10);
  });

  it('may beat distant triples without beating its neighbours', () => {
    const accuracies = triples.map(({ alpha }) => 0.9 - 0.05 * Math.abs(Math.log2(alpha) - 0.5));
    const verdict = compareTriples(
      trained((i) => accuracies[i], 6, 0.0005, 2),
      options,
    );
    expect(verdict.verdict).toBe('no significant difference');
    expect(verdict.comparisons.some(({ isSignificant }) => isSignificant)).toBe(true);
    expect(verdict.mayBeBest.length).toBeGreaterThan(1);
    expect(verdict.mayBeBest.length).toBeLessThan(triples.length);
  });

  it('gives the paired t-test of a textbook', () => {
    // Differences 1, 2, 3, 4, 5: mean 3, standard error √0.5, t = 4.243 at 4 degrees of freedom, two-sided p = 0.0132.
    const verdict = compareTriples(
      [
        { triple: triples[0], accuracies: [11, 12, 13, 14, 15] },
        { triple: triples[1], accuracies: [10, 10, 10, 10, 10] },
      ],
      options,
    );
    expect(verdict.comparisons[0].difference).toBe(3);
    expect(verdict.comparisons[0].adjustedP).toBeCloseTo(0.0132, 4);
    expect(verdict.comparisons[0].interval[0]).toBeCloseTo(3 - 2.776 * Math.sqrt(0.5), 3);
  });

  it('refuses what cannot be paired', () => {
    expect(() => compareTriples([])).toThrow('got 0 triples with no seeds');
    expect(() => compareTriples(triples.map((triple) => ({ triple, accuracies: [0.9] })))).toThrow('15 triples with 1 seeds');
    expect(() =>
      compareTriples([
        { triple: triples[0], accuracies: [1, 2, 3] },
        { triple: triples[1], accuracies: [1, 2] },
      ]),
    ).toThrow('2 triples with 3, 2 seeds');
  });
});
