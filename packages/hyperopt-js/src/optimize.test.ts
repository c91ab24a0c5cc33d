import { expect, test } from 'vitest';
import { fmin } from './hyperopt/fmin.js';
import { hp } from './hyperopt/hp.js';
import { RandomSampler } from './samplers/random-sampler.js';
import { float } from './space/float.js';
import { int } from './space/int.js';
import { stopAfterFailures, stopAtValue, stopWithoutImprovement } from './stop-rules.js';
import { createStudy } from './study.js';

const space = { x: float(-5, 5) };
const make = () => createStudy({ space, sampler: new RandomSampler() });

test('runs the trials asked for, never more at once than allowed', async () => {
  const study = make();
  let [now, most] = [0, 0];
  const objective = async ({ x }: { x: number }) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    return x * x;
  };
  expect(await study.optimize(objective, { trials: 20, concurrency: 3 })).toEqual({
    reason: '20 trials run',
    complete: 20,
    pruned: 0,
    failed: 0,
  });
  expect(most).toBe(3);
});

test('what throws, and what is not a number, is a failed trial with its reason', async () => {
  const study = make();
  const result = await study.optimize((_, { number }) => (number === 0 ? Number.NaN : Promise.reject(new Error('out of memory'))), {
    trials: 2,
  });
  expect(result).toMatchObject({ complete: 0, failed: 2 });
  expect(study.trials[0]!.reason).toMatch(/values must be finite numbers, got NaN/);
  expect(study.trials[1]!.reason).toBe('out of memory');
});

test('ends by the clock, by the signal and by an exhausted space', async () => {
  let time = 0;
  expect(await make().optimize(() => (time += 10), { timeout: 35, now: () => time })).toMatchObject({
    reason: '35 ms are over',
    complete: 4,
  });
  const controller = new AbortController();
  const abort = (_: unknown, { number }: { number: number }) => {
    if (number === 2) controller.abort();
    return 1;
  };
  expect(await make().optimize(abort, { signal: controller.signal })).toMatchObject({ reason: 'aborted', complete: 3 });
  const small = createStudy({ space: { n: int(1, 3) } });
  expect((await small.optimize(({ n }) => n, { trials: 10 })).reason).toMatch(/all 3 points/);
  await expect(make().optimize(() => 1, {})).rejects.toThrow('would not end; give trials');
});

test('stop rules give their reason', async () => {
  const values = [5, 3, 3, 4, 9, 9];
  const play = (_: unknown, { number }: { number: number }) => values[number]!;
  expect(await make().optimize(play, { trials: 6, stop: [stopWithoutImprovement(3)] })).toMatchObject({
    reason: 'no improvement in 3 trials',
    complete: 5,
  });
  expect((await make().optimize(play, { trials: 6, stop: [stopAtValue(3)] })).reason).toBe('trial 1 reached 3 (wanted 3)');
  const fail = () => Promise.reject(new Error('no data'));
  expect((await make().optimize(fail, { trials: 9, stop: [stopAfterFailures(4)] })).reason).toBe(
    'the last 4 trials failed, e.g. with: no data',
  );
});

test('fmin reads spaces as Python hyperopt writes them', async () => {
  const choices = hp.choice('model', [
    { name: 'svm', c: hp.loguniform('c', -3, 3) },
    { name: 'tree', depth: hp.uniformint('depth', 1, 8) },
  ]);
  type Model = { name: 'svm'; c: number } | { name: 'tree'; depth: number };
  const loss = ({ model, rate }: { model: Model; rate: number }) =>
    rate + (model.name === 'svm' ? 1 + Math.log(model.c) ** 2 : Math.abs(model.depth - 4) / 4);
  const best = await fmin(loss, { space: { model: choices, rate: hp.quniform('rate', 0, 1, 0.25) }, maxEvals: 80, seed: 1 });
  expect(best).toEqual({ model: 1, depth: 4, rate: 0 });
  await expect(fmin(() => Number.NaN, { space: hp.uniform('x', 0, 1), maxEvals: 2 })).rejects.toThrow(
    'none of 2 evaluations gave a number',
  );
});
