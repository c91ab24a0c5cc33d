import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesOf, trainingFlops } from '../curves/curve-data.js';
import { smooth } from '../curves/smooth.js';
import { spread } from '../front/spread.js';
import { busyShare, lanesOf, workerName } from '../history/lanes.js';
import { bestOfBudgets } from '../scaling/budget-bests.js';
import { nearest } from './nearest.js';
import { pixelsOf, plotScale, ticksOf } from './scales.js';

describe('scales', () => {
  it('show the whole extent with room around it, on both kinds', () => {
    for (const kind of ['linear', 'log'] as const) {
      const scale = plotScale([100, 10_000], [0, 500], kind);
      expect(scale(100)).toBeGreaterThan(0);
      expect(scale(10_000)).toBeLessThan(500);
    }
    expect(plotScale([0, 1], [0, 1], 'log').ticks(3).length).toBeGreaterThan(1);
  });

  it.each(['linear', 'log'] as const)('are the same value by value and in bulk (%s)', (kind) => {
    const scale = plotScale([3, 70_000], [400, 12], kind);
    for (const value of [3, 50, 1234, 70_000]) expect(pixelsOf(scale)(value)).toBeCloseTo(scale(value), 9);
  });

  it.each([
    [[9e4, 6e6], 500, [1e5, 2e5, 5e5, 1e6, 2e6, 5e6]],
    [[1, 1e9], 300, [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]],
  ])('label a logarithmic axis over %j with round numbers', ([low, high], pixels, expected) => {
    expect(ticksOf(plotScale([low!, high!], [0, pixels], 'log', 0), 76).filter((tick) => !expected.includes(tick))).toEqual([]);
  });
});

it('the nearest dot is the one that comes first by distance, and none beyond reach', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 1 }), fc.nat(100), fc.nat(100), (points, x, y) => {
      const found = nearest(
        points.map(([px]) => px),
        points.map(([, py]) => py),
        { x, y },
        20,
      );
      const distances = points.map(([px, py]) => Math.hypot(px - x, py - y));
      const least = Math.min(...distances);
      if (least > 20) expect(found).toBeUndefined();
      else expect(distances[found!]).toBeCloseTo(least);
    }),
  );
});

it('labels are moved apart, keep their order and stay inside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 }), (positions) => {
      const moved = spread(positions, 16, 0, 400);
      const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
      for (const [rank, index] of order.entries()) {
        expect(moved[index]).toBeGreaterThanOrEqual(-1e-9);
        expect(moved[index]).toBeLessThanOrEqual(400 + 1e-9);
        if (rank > 0) expect(moved[index]! - moved[order[rank - 1]!]!).toBeGreaterThanOrEqual(16 - 1e-9);
      }
    }),
  );
});

it('trials that ran at the same time stand in different lanes, and no more lanes are used than needed', () => {
  const times = fc.array(fc.tuple(fc.nat(100), fc.nat(20)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(times, (given) => {
      const started = Float64Array.from(given, ([from]) => from);
      const finished = Float64Array.from(given, ([from, took]) => from + took);
      const { trials: laned, workers } = lanesOf(started, finished, 1000);
      expect(workers).toHaveLength(Math.max(...laned.map(({ lane }) => lane)) + 1);
      for (const a of laned)
        for (const b of laned) if (a.row < b.row && a.lane === b.lane) expect(a.to <= b.from || b.to <= a.from).toBe(true);
      const busy = (moment: number) => laned.filter(({ from, to }) => from <= moment && to > moment).length;
      const lanes = Math.max(...laned.map(({ lane }) => lane)) + 1;
      expect(lanes).toBeLessThanOrEqual(Math.max(1, ...laned.map(({ from }) => busy(from) + 1)));
    }),
  );
});

it('every worker has lanes of its own, in the order of names, and trials of unknown workers come last', () => {
  const worker = { name: 'worker', categories: ['host/7', '10', '2'], values: Float64Array.of(2, 0, 1, 2, Number.NaN, 2) };
  const [started, finished] = [Float64Array.of(0, 0, 1, 5, 3, 6), Float64Array.of(4, 9, 9, 8, 4, Number.NaN)];
  const lanes = lanesOf(started, finished, 10, worker);
  expect(lanes.workers).toEqual(['2', '2', '10', 'host/7', undefined]);
  expect(lanes.workers.map(workerName)).toEqual(['slot 2', 'slot 2', 'slot 10', 'host/7', 'copied or unknown']);
  expect(Object.fromEntries(lanes.trials.map(({ row, lane }) => [row, lane]))).toEqual({ 0: 0, 1: 3, 2: 2, 3: 0, 4: 4, 5: 1 });
  expect(busyShare(lanes)).toBeCloseTo((4 + 9 + 8 + 3 + 1 + 4) / 50);
});

describe('curves', () => {
  it('are smoothed towards the running mean, a constant stays what it is, and weight 0 changes nothing', () => {
    expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
    for (const value of smooth([0.7, 0.7, 0.7, 0.7], 0.9)) expect(value).toBeCloseTo(0.7);
    const [first, second] = smooth([0, 1], 0.5) as [number, number];
    expect([first, second]).toEqual([0, 2 / 3]);
  });

  it('stand at epochs, seconds or training FLOPs: six per multiply-add', () => {
    const curve = { trial: 1, metric: 'a', points: [{ epoch: 2, seconds: 7, value: 1 }] };
    const perEpoch = trainingFlops(1_000_000, 500, 1);
    expect(perEpoch).toBe(3e9);
    expect([placesOf(curve, 'epoch', perEpoch), placesOf(curve, 'seconds', perEpoch), placesOf(curve, 'flops', perEpoch)]).toEqual([
      [2],
      [7],
      [6e9],
    ]);
    expect(placesOf(curve, 'flops', undefined)[0]).toBeNaN();
  });
});

describe('the best of each budget', () => {
  const network = (macs: number, error: number) => ({ trial: macs, macs, error });
  it('are found at common budgets', () => {
    const networks = [100, 200, 400].flatMap((budget) => [network(budget, 0.3), network(budget + 2, 0.2), network(budget + 4, 0.4)]);
    expect(bestOfBudgets(networks).map(({ macs }) => macs)).toEqual([102, 202, 402]);
  });

  it('and in bands of equal width where costs are spread', () => {
    const networks = Array.from({ length: 64 }, (_, i) => network(2 ** (i / 8), 1 / (1 + (i % 8))));
    const best = bestOfBudgets(networks);
    expect(best).toHaveLength(8);
    for (const { error } of best) expect(error).toBeCloseTo(1 / 8, 1);
  });
});
