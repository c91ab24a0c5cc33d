import { describe, expect, it } from 'vitest';
import { simplexTriples } from '../layout/triples.js';
import { normalStream } from '../testing/synthetic-study.js';
import { raceTriples, raceVerdict } from './race-triples.js';

const triples = simplexTriples(4, 2);

/** Runs a race as the search does: one more seed for all who are still in it. */
function race(accuracyOf: (i: number) => number, { seeds, apart, seed }: { seeds: number; apart: number; seed: number }) {
  const normal = normalStream(seed);
  const trained = triples.map((triple) => ({ triple, accuracies: [] as number[] }));
  for (let round = 0; round < seeds; round++) {
    const shared = 0.01 * normal();
    const { going } = raceTriples(trained);
    for (const [i, { triple, accuracies }] of trained.entries()) {
      const noise = apart * normal();
      if (going.some((other) => other.triple === triple)) accuracies.push(accuracyOf(i) + shared + noise);
    }
  }
  return trained;
}

describe('raceTriples', () => {
  it('gives clearly worse triples no more seeds and trains ties to the end', () => {
    const trained = race((i) => (i < 3 ? 0.9 : 0.8), { seeds: 4, apart: 0.001, seed: 1 });
    expect(trained.map(({ accuracies }) => accuracies.length)).toEqual(triples.map((_, i) => (i < 3 ? 4 : 2)));
    const { going, dropped } = raceTriples(trained);
    expect(going.map(({ triple }) => triple)).toEqual(triples.slice(0, 3));
    expect(dropped.every(({ seeds }) => seeds === 2)).toBe(true);
  });

  it('drops the best of equals, or anything at all, in at most one of ten races', () => {
    let races = 0;
    for (let seed = 1; seed <= 100; seed++) {
      if (raceTriples(race(() => 0.9, { seeds: 3, apart: 0.002, seed })).dropped.length > 0) races++;
    }
    expect(races).toBeLessThanOrEqual(10);
  });

  it('waits for a round that is not whole', () => {
    const whole = race((i) => (i < 3 ? 0.9 : 0.8), { seeds: 2, apart: 0.001, seed: 1 });
    const partly = whole.map(({ triple, accuracies }, i) => ({ triple, accuracies: i === 0 ? accuracies.slice(0, 1) : accuracies }));
    expect(raceTriples(partly)).toEqual({ going: partly, dropped: [] });
  });
});

describe('raceVerdict', () => {
  it('counts those that were dropped as beaten', () => {
    const verdict = raceVerdict(race((i) => (i === 7 ? 0.9 : 0.85), { seeds: 4, apart: 0.001, seed: 2 }));
    expect(verdict.best).toBe(triples[7]);
    expect(verdict.verdict).toBe('beats all');
    expect(verdict.comparisons).toHaveLength(triples.length - 1);
    expect(verdict.interval[0]).toBeLessThan(verdict.accuracy);
  });

  it('names every triple that may be the best', () => {
    const verdict = raceVerdict(race((i) => (i < 3 ? 0.9 : 0.8), { seeds: 4, apart: 0.002, seed: 3 }));
    expect(new Set(verdict.mayBeBest)).toEqual(new Set(triples.slice(0, 3)));
  });
});
