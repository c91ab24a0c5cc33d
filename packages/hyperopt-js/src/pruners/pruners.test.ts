import { describe, expect, test } from 'vitest';
import { RandomSampler } from '../samplers/random-sampler.js';
import { float } from '../space/float.js';
import { createStudy, Study } from '../study.js';
import { FrontPruner } from './front-pruner.js';
import { HyperbandPruner } from './hyperband-pruner.js';
import { PatientPruner } from './patient-pruner.js';
import { MedianPruner, PercentilePruner } from './percentile-pruner.js';
import type { Pruner } from './pruner.js';
import { SuccessiveHalvingPruner } from './successive-halving-pruner.js';
import { ThresholdPruner } from './threshold-pruner.js';
import { signedRankP, WilcoxonPruner } from './wilcoxon-pruner.js';

const space = { x: float(0, 1) };

/** Reports a curve at steps 1, 2, ... until told to stop. Returns the step it was pruned at, or 0. */
function run(study: Study<typeof space>, curve: readonly (number | readonly number[])[]): number {
  const trial = study.ask();
  for (const [i, point] of curve.entries()) {
    const report = typeof point === 'number' ? { value: point } : { values: point };
    if (!study.report(trial, { step: i + 1, ...report }).prune) continue;
    study.tell(trial, { state: 'pruned' });
    return i + 1;
  }
  const last = curve.at(-1)!;
  study.tell(trial, { values: typeof last === 'number' ? [last] : last });
  return 0;
}

function study(pruner: Pruner, objectives = 1): Study<typeof space> {
  return createStudy({ space, directions: new Array<'minimize'>(objectives).fill('minimize'), pruner, sampler: new RandomSampler() });
}

test('the median pruner waits for its start-up trials and then stops what is worse than the median at its step', () => {
  const s = study(new MedianPruner({ startup: 3 }));
  for (const loss of [1, 2, 3]) expect(run(s, [loss + 1, loss])).toBe(0);
  expect(run(s, [3.1, 0])).toBe(1);
  expect(run(s, [2.9, 2.5])).toBe(2);
  expect(run(s, [2.9, 1.9])).toBe(0);
});

test('a maximised objective is pruned when it is low', () => {
  const s = createStudy({
    space,
    directions: ['maximize'],
    pruner: new PercentilePruner({ percentile: 25, startup: 4 }),
    sampler: new RandomSampler(),
  });
  for (const value of [1, 2, 3, 4]) expect(run(s, [value])).toBe(0);
  expect(run(s, [3.2])).toBe(1);
  expect(run(s, [3.3])).toBe(0);
});

test('successive halving lets the best 1 / factor of each rung go on', () => {
  const s = study(new SuccessiveHalvingPruner({ factor: 2 }));
  expect(run(s, [5, 5, 5, 5])).toBe(0);
  expect(run(s, [6])).toBe(1);
  expect(run(s, [4, 4])).toBe(0);
  expect(run(s, [4.5, 6])).toBe(2);
});

/** Reports what is left of a curve of a trial that stopped after so many steps, until told to stop. Returns the step it was pruned at, or 0. */
function goOn(study: Study<typeof space>, number: number, curve: readonly number[], done: number): number {
  const trial = study.resume({ number });
  for (const [i, value] of curve.entries()) {
    if (i < done || !study.report(trial, { step: i + 1, value }).prune) continue;
    study.tell(trial, { state: 'pruned' });
    return i + 1;
  }
  study.tell(trial, { values: [curve.at(-1)!] });
  return 0;
}

test('successive halving takes up again whoever is among the best 1 / factor of its rung by now, from the highest rung down', () => {
  const s = study(new SuccessiveHalvingPruner({ factor: 2 }));
  expect(run(s, [5, 5, 5, 5])).toBe(0);
  expect(run(s, [6])).toBe(1);
  expect(run(s, [7])).toBe(1);
  expect(s.promotable()).toEqual([]);
  expect(run(s, [8])).toBe(1);
  // Of 5, 6, 7 and 8 two may go on.
  expect(s.promotable()).toEqual([1]);
  expect(goOn(s, 1, [6, 6], 1)).toBe(2);
  expect(s.promotable()).toEqual([]);
  expect(run(s, [4, 7])).toBe(2);
  expect(run(s, [4.5, 8])).toBe(2);
  // At step 2 of 5, 6, 7 and 8 two may go on; at step 1 of 4, 4.5, 5, 6, 7 and 8 those that did.
  expect(s.promotable()).toEqual([1]);
  expect(goOn(s, 1, [6, 6, 6, 6], 2)).toBe(4);
  expect(s.trials[1]).toMatchObject({ state: 'pruned', reports: [{ step: 1 }, { step: 2 }, { step: 3 }, { step: 4 }] });
});

test('successive halving takes up again those whom no other at their rung beats in every objective', () => {
  const s = study(new SuccessiveHalvingPruner({ factor: 2 }), 2);
  run(s, [[5, 1]]);
  run(s, [[1, 5]]);
  run(s, [[6, 6]]);
  run(s, [[7, 7]]);
  expect(s.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'pruned', 'pruned']);
  run(s, [[8, 8]]);
  run(s, [[9, 9]]);
  expect(s.promotable()).toEqual([2]);
});

test('hyperband takes up again only those who are among the best of their own bracket', () => {
  const pruner = new HyperbandPruner({ last: 4, factor: 2 });
  const s = study(pruner);
  for (const loss of [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]) run(s, [loss, loss, loss, loss]);
  const promotable = s.promotable();
  expect(promotable.length).toBeGreaterThan(0);
  for (const number of promotable) {
    const rivals = s.trials.filter((trial) => pruner.bracketOf(trial.number) === pruner.bracketOf(number));
    const stop = s.trials[number]!.reports.length;
    const there = rivals.filter(({ reports }) => reports.length >= stop);
    const better = there.filter((rival) => rival.reports[stop - 1]!.values[0]! < s.trials[number]!.reports[stop - 1]!.values[0]!);
    expect(better.length).toBeLessThan(Math.max(1, Math.floor(there.length / 2)));
  }
});

test('successive halving ranks several objectives by fronts', () => {
  const s = study(new SuccessiveHalvingPruner({ factor: 2 }), 2);
  run(s, [[1, 5]]);
  run(s, [[5, 1]]);
  expect(run(s, [[6, 6]])).toBe(1);
  expect(run(s, [[0.5, 0.5]])).toBe(0);
});

test('hyperband deals trials to brackets in proportion and only compares within one', () => {
  const pruner = new HyperbandPruner({ last: 9, factor: 3 });
  const counts = [0, 0, 0];
  for (let number = 0; number < 17 * 3; number++) counts[pruner.bracketOf(number)]!++;
  // Ceil(3 * 9 / 3), ceil(3 * 3 / 2) and ceil(3 * 1 / 1): Hyperband's starts for R / first = 9 and factor 3.
  expect(counts).toEqual([27, 15, 9]);
  const s = study(pruner);
  const pruned = Array.from({ length: 17 }, (_, i) => run(s, new Array(9).fill(i)));
  for (const [i, step] of pruned.entries()) if (pruner.bracketOf(i) === 2) expect([0, 9]).toContain(step);
  expect(pruned.filter((step) => step === 1).length).toBeGreaterThan(3);
});

test('the threshold pruner keeps losses in a range', () => {
  const s = study(new ThresholdPruner({ above: 10, below: 0, warmup: 2 }));
  expect(run(s, [99, 11])).toBe(2);
  expect(run(s, [99, -1])).toBe(2);
  expect(run(s, [99, 10])).toBe(0);
});

test('the patient pruner waits for reports without improvement, and for the other pruner', () => {
  expect(run(study(new PatientPruner({ patience: 2 })), [3, 2, 2, 2, 1])).toBe(4);
  expect(run(study(new PatientPruner({ patience: 2, inner: new ThresholdPruner({ above: 5 }) })), [3, 2, 2, 2, 6])).toBe(5);
});

describe('the Wilcoxon pruner', () => {
  test('uses the exact signed-rank distribution', () => {
    // Of 32 sign patterns of 1..5 one has sum 15, and of 16 ones of 1..4 with sum >= 9: {2,3,4}, {1,2,3,4}.
    expect(signedRankP([1, 2, 3, 4, 5])).toBeCloseTo(1 / 32, 12);
    expect(signedRankP([-1, 2, 3, 4])).toBeCloseTo(2 / 16, 12);
    expect(signedRankP([0, 0])).toBe(1);
  });

  test('prunes what is worse than the best trial instance by instance', () => {
    const s = study(new WilcoxonPruner({ significance: 0.05 }));
    run(s, [1, 2, 3, 4, 5, 6, 7]);
    expect(run(s, [1.5, 2.4, 3.3, 4.2, 5.1, 6.6, 7.7])).toBe(5);
    expect(run(s, [1.5, 1.4, 3.3, 3.2, 5.1, 5.6, 7.2])).toBe(0);
  });
});

test('the front pruner stops what several dominate at its step and never what is on the front', () => {
  const s = study(new FrontPruner({ dominated: 2, startup: 3 }), 2);
  for (const point of [
    [1, 3],
    [2, 2],
    [3, 1],
  ])
    run(s, [point]);
  expect(run(s, [[2.5, 2.5]])).toBe(0);
  expect(run(s, [[3, 3]])).toBe(1);
  expect(run(s, [[9, 0.5]])).toBe(0);
});

test('a study with a pruner goes on after JSON, nested pruner included', () => {
  const s = study(new PatientPruner({ patience: 1, inner: new MedianPruner({ startup: 1 }) }));
  run(s, [1, 1]);
  const resumed = Study.fromJSON<typeof space>(JSON.parse(JSON.stringify(s)));
  expect(run(resumed, [2, 2])).toBe(2);
});

test.each([
  ['percentile must be between 0 and 100, got 0', () => new PercentilePruner({ percentile: 0 })],
  ['factor must be above 1, got 1', () => new SuccessiveHalvingPruner({ factor: 1 })],
  ['last must not be before first', () => new HyperbandPruner({ last: 0.5 })],
  ['needs above or below', () => new ThresholdPruner({})],
  ['patience must be a positive integer, got 0', () => new PatientPruner({ patience: 0 })],
  ['significance must be between 0 and 1', () => new WilcoxonPruner({ significance: 2 })],
  ['dominated must be a positive integer', () => new FrontPruner({ dominated: 0 })],
])('%s', (message, make) => {
  expect(make).toThrow(message);
});
