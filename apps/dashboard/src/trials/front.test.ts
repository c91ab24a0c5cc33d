import fc from 'fast-check';
import { hypervolume, paretoFront } from 'hyperopt-js';
import { describe, expect, it } from 'vitest';
import { trialRow } from '../test-trials.js';
import { compareFronts } from './compare-fronts.js';
import { fidelityOf, levelOf } from './fidelity.js';
import { dominanceOf, frontOf, roleAt, standingOf } from './front.js';
import { hypervolumeHistory } from './hypervolume-history.js';
import { columnsOfRows } from './make-columns.js';
import { seedSpreads } from './seed-spread.js';

const points = fc.array(
  fc.record({ macs: fc.integer({ min: 1, max: 40 }), accuracy: fc.integer({ min: 1, max: 40 }).map((n) => n / 41) }),
  {
    minLength: 1,
    maxLength: 40,
  },
);
const columnsOf = (given: readonly { macs: number; accuracy: number }[]) =>
  columnsOfRows(given.map((point, i) => trialRow({ number: i + 1, ...point, finishedAt: i })));

describe('the front', () => {
  it('is the Pareto front of hyperopt-js, ties included', () => {
    fc.assert(
      fc.property(points, (given) => {
        const { members } = frontOf(columnsOf(given), 'macs');
        const expected = paretoFront(given.map(({ macs, accuracy }) => [macs, -accuracy]));
        expect([...members].sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });

  it('leaves out what lies outside the limits, was pruned, is no candidate or finished later', () => {
    const columns = columnsOfRows([
      trialRow({ number: 1, macs: 100, accuracy: 0.9, finishedAt: 1 }),
      trialRow({ number: 2, macs: 50, accuracy: 0.95, state: 'pruned', finishedAt: 2 }),
      trialRow({ number: 3, macs: 40, accuracy: 0.99, kind: 'baseline', finishedAt: 3 }),
      trialRow({ number: 4, macs: 500, accuracy: 0.97, finishedAt: 4 }),
      trialRow({ number: 5, macs: 10, accuracy: null, state: 'failed', finishedAt: 5 }),
      trialRow({ number: 6, macs: 90, accuracy: 0.92, finishedAt: 6 }),
    ]);
    const front = frontOf(columns, 'macs', { macs: [null, 200] });
    expect([0, 1, 2, 3, 5].map((row) => roleAt(front, row))).toEqual(['dominated', 'partial', 'baseline', 'infeasible', 'front']);
    expect([...front.rows]).toEqual([0, 1, 2, 3, 5]);
    expect(frontOf(columns, 'macs', { macs: [null, 200] }, { until: 4 }).members).toEqual([0]);
  });

  it('never mixes trials that were trained for fewer epochs with fully trained ones, and tells their rungs apart', () => {
    const columns = columnsOfRows([
      trialRow({ number: 1, macs: 100, accuracy: 0.7, epochs: 9 }),
      trialRow({ number: 2, macs: 50, accuracy: 0.8, epochs: 1, state: 'pruned' }),
      trialRow({ number: 3, macs: 60, accuracy: 0.85, epochs: 3, state: 'pruned' }),
      trialRow({ number: 4, macs: 70, accuracy: 0.9, epochs: 3 }),
      trialRow({ number: 5, macs: 200, accuracy: 0.75, epochs: 9 }),
      trialRow({ number: 6, macs: 10, accuracy: 0.95, epochs: 20, kind: 'finalist' }),
      trialRow({ number: 7, macs: 10, accuracy: null, epochs: 1, state: 'failed' }),
    ]);
    const fidelity = fidelityOf(columns);
    expect(fidelity).toEqual({
      full: 9,
      rungs: [
        { epochs: 1, trials: 1 },
        { epochs: 3, trials: 2 },
      ],
    });
    expect([1, 3].map((epochs) => levelOf(fidelity, epochs))).toEqual([1, 2]);
    const full = frontOf(columns, 'macs', {}, { trained: 'full' });
    expect([[...full.rows], full.members]).toEqual([
      [0, 4, 5],
      [0, 4],
    ]);
    const all = frontOf(columns, 'macs');
    expect(all.members).toEqual([0, 4]);
    expect([1, 2, 3].map((row) => standingOf(columns, all, row))).toEqual([
      'stopped after 1 epoch',
      'stopped after 3 epochs',
      'stopped after 3 epochs',
    ]);
    const rung = frontOf(columns, 'macs', {}, { trained: 3 });
    expect([[...rung.rows], rung.members]).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });

  it('shares marks between rungs where there are many, in order', () => {
    const columns = columnsOfRows([1, 2, 3, 4, 5, 6, 7].map((epochs) => trialRow({ number: epochs, epochs, state: 'pruned' })));
    expect([1, 2, 3, 4, 5, 6, 7].map((epochs) => levelOf(fidelityOf(columns), epochs))).toEqual([1, 1, 1, 2, 2, 3, 3]);
  });

  it('tells of a dominated trial the most accurate and the cheapest that beat it', () => {
    const columns = columnsOf([
      { macs: 10, accuracy: 0.5 },
      { macs: 20, accuracy: 0.7 },
      { macs: 30, accuracy: 0.8 },
      { macs: 40, accuracy: 0.6 },
    ]);
    const front = frontOf(columns, 'macs');
    expect(dominanceOf(columns, front, 3)).toEqual({ moreAccurate: 2, cheaper: 1, count: 2 });
    expect(dominanceOf(columns, front, 1)).toBeUndefined();
  });
});

describe('hypervolume over time', () => {
  it('ends at the hypervolume of the front and never falls', () => {
    fc.assert(
      fc.property(points, (given) => {
        const steps = hypervolumeHistory(columnsOf(given), 'macs', { cost: 41, accuracy: 0 });
        const whole = hypervolume(
          given.map(({ macs, accuracy }) => [macs, 1 - accuracy]),
          [41, 1],
        );
        expect(steps.at(-1)!.share).toBeCloseTo(whole / 41, 9);
        for (const [i, { share }] of steps.entries()) if (i > 0) expect(share).toBeGreaterThan(steps[i - 1]!.share);
      }),
    );
  });
});

describe('two fronts', () => {
  const a = [
    { cost: 10, accuracy: 0.6 },
    { cost: 100, accuracy: 0.9 },
  ];
  it('differ by nothing from themselves, and by what one is moved', () => {
    expect(compareFronts(a, a)).toMatchObject({ meanAccuracy: 0, aheadShare: 0 });
    const worse = a.map(({ cost, accuracy }) => ({ cost, accuracy: accuracy - 0.05 }));
    const difference = compareFronts(a, worse)!;
    expect([difference.meanAccuracy, difference.aheadShare, difference.from, difference.to].map((n) => Number(n.toFixed(6)))).toEqual([
      0.05, 1, 10, 100,
    ]);
  });

  it('are weighed by the logarithm of cost from where both begin', () => {
    // Ahead from 10 to 31.6, which is half of the range, by 0.2; level above.
    const b = [
      { cost: 1, accuracy: 0.4 },
      { cost: 10 ** 1.5, accuracy: 0.6 },
      { cost: 100, accuracy: 0.9 },
    ];
    const difference = compareFronts(a, b)!;
    expect(difference.meanAccuracy).toBeCloseTo(0.1);
    expect(difference.aheadShare).toBeCloseTo(0.5);
    expect(compareFronts(a, [])).toBeUndefined();
  });
});

it('error bars are of networks that were measured again, with the first measurement where it was of the same kind', () => {
  const columns = columnsOfRows([
    trialRow({ number: 1, accuracy: 0.8 }),
    trialRow({ number: 2, accuracy: 0.7 }),
    trialRow({ number: 3, accuracy: 0.84, rerunOf: 1 }),
    trialRow({ number: 4, accuracy: 0.9, rerunOf: 1, kind: 'finalist' }),
    trialRow({ number: 5, accuracy: 0.92, rerunOf: 1, kind: 'finalist' }),
    trialRow({ number: 6, accuracy: null, state: 'failed', rerunOf: 2 }),
  ]);
  const spreads = seedSpreads(columns);
  expect(spreads.map(({ rows }) => rows)).toEqual([
    [0, 2],
    [3, 4],
  ]);
  expect(spreads[0]!.mean).toBeCloseTo(0.82);
  expect([spreads[1]!.low, spreads[1]!.high]).toEqual([0.9, 0.92]);
});
