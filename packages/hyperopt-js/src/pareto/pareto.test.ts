import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../rng.js';
import { dominates } from './dominates.js';
import { hypervolume } from './hypervolume.js';
import { hypervolumeSubset } from './hypervolume-subset.js';
import { nonDominatedRanks } from './non-dominated-ranks.js';
import { paretoFront } from './pareto-front.js';

const cloud = (objectives: number, max = 7) =>
  fc.array(fc.array(fc.integer({ min: 0, max }), { minLength: objectives, maxLength: objectives }), { maxLength: 40 });

/** The definition, O(n^2). */
function referenceFront(points: readonly number[][]): number[] {
  return points.map((_, i) => i).filter((i) => !points.some((other) => dominates(other, points[i]!)));
}

describe('the fast front', () => {
  test.each([1, 2, 3, 4])('equals the O(n^2) definition with %i objectives, ties and duplicates included', (objectives) => {
    fc.assert(
      fc.property(cloud(objectives), (points) => {
        expect(paretoFront(points)).toEqual(referenceFront(points));
      }),
    );
  });

  test('of 20,000 points in two objectives looks at each a few times only', () => {
    const rng = Rng.fromSeed(1);
    let reads = 0;
    const counted = Array.from({ length: 20_000 }, () => {
      const pair = [rng.uniform(), rng.uniform()];
      return new Proxy(pair, {
        get(target, key) {
          reads++;
          return Reflect.get(target, key);
        },
      });
    });
    paretoFront(counted);
    expect(reads).toBeLessThan(20_000 * Math.log2(20_000) * 12);
  });
});

test.each([2, 3])('ranks equal peeling fronts off by the definition (%i objectives)', (objectives) => {
  fc.assert(
    fc.property(cloud(objectives), (points) => {
      const expected = new Array<number>(points.length);
      let left = points.map((_, i) => i);
      for (let rank = 0; left.length > 0; rank++) {
        const front = new Set(referenceFront(left.map((i) => points[i]!)).map((place) => left[place]!));
        for (const i of front) expected[i] = rank;
        left = left.filter((i) => !front.has(i));
      }
      expect(nonDominatedRanks(points)).toEqual(expected);
    }),
  );
});

describe('the hypervolume', () => {
  test.each([1, 2, 3, 4])('equals counting unit cells with %i objectives', (objectives) => {
    fc.assert(
      fc.property(cloud(objectives, 4), (points) => {
        const reference = new Array<number>(objectives).fill(4);
        expect(hypervolume(points, reference)).toBeCloseTo(countCells(points, reference), 9);
      }),
    );
  });

  test('of points not below the reference everywhere is nothing', () => {
    expect(
      hypervolume(
        [
          [4, 0],
          [0, 4],
          [5, 5],
        ],
        [4, 4],
      ),
    ).toBe(0);
    expect(hypervolume([], [1, 1, 1])).toBe(0);
    expect(() => hypervolume([[1, 2, 3]], [1, 1])).toThrow('points and reference must have as many objectives, got 3 and 2');
  });

  test('of the ZDT1 front matches the value published with the functions', () => {
    const front = Array.from({ length: 20_001 }, (_, i) => [i / 20_000, 1 - Math.sqrt(i / 20_000)]);
    expect(hypervolume(front, [1.1, 1.1])).toBeCloseTo(0.8766666666666668, 4);
  });
});

/** Cells [c, c+1) of the integer grid that some point dominates. */
function countCells(points: readonly number[][], reference: readonly number[]): number {
  const [head, ...rest] = reference;
  if (head === undefined) return points.length > 0 ? 1 : 0;
  let sum = 0;
  for (let cell = 0; cell < head; cell++)
    sum += countCells(
      points.filter((p) => p[0]! <= cell).map((p) => p.slice(1)),
      rest,
    );
  return sum;
}

test('a greedy subset has at least 1 - 1/e of the best subset of its size', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), { minLength: 4, maxLength: 8 }),
      (points) => {
        const worst = [0, 1].map((i) => Math.max(...points.map((p) => p[i]!)));
        const reference = worst.map(
          (w, i) => w + (w > Math.min(...points.map((p) => p[i]!)) ? 0.1 * (w - Math.min(...points.map((p) => p[i]!))) : 1),
        );
        const volume = (subset: number[]): number =>
          hypervolume(
            subset.map((i) => points[i]!),
            reference,
          );
        const chosen = hypervolumeSubset(points, 3);
        expect(new Set(chosen).size).toBe(3);
        let best = 0;
        for (let a = 0; a < points.length; a++)
          for (let b = 0; b < a; b++) for (let c = 0; c < b; c++) best = Math.max(best, volume([a, b, c]));
        expect(volume(chosen)).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-9);
      },
    ),
  );
});
