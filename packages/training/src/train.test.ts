import { openBackend } from '@isoflop/runtime';
import { describe, expect, it } from 'vitest';
import { DivergedError } from './errors.js';
import type { EpochMetrics, TrainJob } from './job.js';
import { tinyJob } from './testing/tiny-job.js';
import { type TrainOptions, trainCandidate } from './train.js';

const backend = await openBackend('wasm');
const train = (job: TrainJob, options: TrainOptions = {}) => trainCandidate(job, { backend, ...options });

/** What must repeat: everything but the clock. */
const curve = (epochs: readonly EpochMetrics[]) => epochs.map(({ trainSeconds: _t, validationSeconds: _v, ...rest }) => rest);

// Generous, because the machine may be busy.
describe('trainCandidate', { timeout: 60_000 }, () => {
  it('gives the same curve and the same weights for the same job, and another curve for another seed', async () => {
    const first = await train(tinyJob());
    const again = await train(tinyJob());
    expect(curve(again.result.epochs)).toEqual(curve(first.result.epochs));
    expect(again.weights).toEqual(first.weights);
    const other = await train(tinyJob({ seed: 8 }));
    expect(curve(other.result.epochs)).not.toEqual(curve(first.result.epochs));
  });

  it('learns: loss falls and accuracy on validation and test leaves chance far behind', async () => {
    const { result } = await train(
      tinyJob({
        epochs: 6,
        measureTest: true,
        dataset: { name: 'textures', seed: 1, subset: { train: 1000, validation: 200, test: 200 } },
      }),
    );
    expect(result.epochs.at(-1)?.trainLoss).toBeLessThan(result.epochs[0].trainLoss - 0.2);
    expect(result.accuracy).toBeGreaterThan(0.25);
    expect(result.test?.accuracy).toBeGreaterThan(0.2);
  });

  it('reports each epoch as it ends, with times from the given clock, and sums them up', async () => {
    const seen: EpochMetrics[] = [];
    let milliseconds = 0;
    const { result } = await train(tinyJob(), { onEpoch: (metrics) => seen.push(metrics), now: () => (milliseconds += 500) });
    expect(seen).toEqual(result.epochs);
    expect(seen.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    for (const { trainSeconds, validationSeconds } of seen) expect([trainSeconds, validationSeconds]).toEqual([0.5, 0.5]);
    expect(result).toMatchObject({
      accuracy: seen[1].validationAccuracy,
      loss: seen[1].validationLoss,
      imagesPerSecond: 200,
      trainSeconds: 2,
      backend: 'wasm',
      engine: 'eager',
      dataset: { name: 'textures', train: 100, validation: 50, test: 20 },
    });
    expect(result.test).toBeUndefined();
  });

  it('uses all of a data set that is smaller than a batch', async () => {
    const dataset = { name: 'textures', seed: 1, subset: { train: 10, validation: 10, test: 10 } };
    const { result } = await train(tinyJob({ dataset, epochs: 1 }), { now: () => 0 });
    expect(result.epochs[0].trainLoss).toBeGreaterThan(0);
  });

  it('stops with epoch and step when the loss is no longer finite', async () => {
    const job = tinyJob();
    const schedule = { ...job.recipe.schedule, peakLearningRate: 1e20 };
    const failure = await train({ ...job, recipe: { ...job.recipe, schedule } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DivergedError);
    expect(failure).toMatchObject({
      reason: 'diverged',
      epoch: 1,
      message: expect.stringMatching(/must stay finite, got NaN in epoch 1, step \d/),
    });
    expect((failure as DivergedError).step).toBeGreaterThan(1);
  });

  it('stops at the next step when it is aborted', async () => {
    const stop = new AbortController();
    let steps = 0;
    const training = train(tinyJob(), { signal: stop.signal, onStep: () => ++steps === 3 && stop.abort(new Error('enough')) });
    await expect(training).rejects.toThrow('enough');
    expect(steps).toBe(3);
  });

  it('takes dropout and stochastic depth from the recipe where that has them', async () => {
    const { architecture, recipe } = tinyJob();
    const dropping = {
      ...architecture,
      stochasticDepth: 0.5,
      head: [{ ...architecture.head[0], dropout: 0.5 } as (typeof architecture.head)[number]],
    };
    const without = { ...recipe, dropout: 0, stochasticDepth: 0 };
    const [plain, dropped, replaced] = [
      await train(tinyJob({ epochs: 1 })),
      await train(tinyJob({ epochs: 1, architecture: dropping })),
      await train(tinyJob({ epochs: 1, architecture: dropping, recipe: without })),
    ];
    expect(replaced.weights).toEqual(plain.weights);
    expect(dropped.weights).not.toEqual(plain.weights);
  });

  it('refuses growing images for a network whose weights depend on their size', async () => {
    const { architecture, recipe } = tinyJob();
    const flattening = {
      ...architecture,
      head: [{ kind: 'dense', units: 8, activation: 'relu', dropout: 0 } as const, ...architecture.head],
    };
    const job = tinyJob({ architecture: flattening, recipe: { ...recipe, progressive: { from: 0.5, stages: 2 } } });
    await expect(train(job)).rejects.toThrow(/weights must be the same at all resolutions, got \d+ values at 4 x 4 and \d+ at 8 x 8/);
  });

  it('scores a network before training where the job asks for it, without a trace in what follows', async () => {
    const [plain, scored] = [await train(tinyJob({ epochs: 1 })), await train(tinyJob({ epochs: 1, scores: true }))];
    expect(plain.result.scores).toBeUndefined();
    expect(scored.result.scores).toMatchObject({ params: scored.result.params, gradNorm: expect.any(Number), zen: expect.any(Number) });
    expect(scored.weights).toEqual(plain.weights);
  });

  it('refuses a network with another number of classes or channels than the data', async () => {
    const { architecture } = tinyJob();
    const fewer = { ...architecture, head: [{ ...architecture.head[0], classes: 3 } as (typeof architecture.head)[number]] };
    await expect(train(tinyJob({ architecture: fewer }))).rejects.toThrow('must end in 10 classes for the data set textures, got 3');
    const coloured = { ...architecture, input: { ...architecture.input, channels: 3 } };
    await expect(train(tinyJob({ architecture: coloured }))).rejects.toThrow('must have 1 channels, got 3');
  });

  it.each([0, 1.5])('refuses %s epochs', async (epochs) => {
    await expect(train(tinyJob({ epochs }))).rejects.toThrow(`epochs must be an integer of at least 1, got ${epochs}`);
  });
});
