import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackend } from '@isoflop/runtime';
import { describeNative } from '@isoflop/runtime/testing';
import { expect, it } from 'vitest';
import { DivergedError } from './errors.js';
import type { TrainJob } from './job.js';
import { tinyJob } from './testing/tiny-job.js';
import { type TrainOptions, trainCandidate } from './train.js';

await describeNative('trainCandidate on native TensorFlow', () => {
  const job = (changes: Partial<TrainJob> = {}) => tinyJob({ backend: 'cpu', ...changes });
  const train = async (task: TrainJob, options: TrainOptions = {}) =>
    trainCandidate(task, { backend: await openBackend('cpu'), ...options });

  it('takes the graph engine by itself, and gives what the eager engine gives', async () => {
    const graph = await train(job());
    const eager = await train(job(), { engine: 'eager' });
    expect(graph.result).toMatchObject({ engine: 'graph', backend: 'cpu', gradients: { checked: expect.any(Number) } });
    expect(eager.result).toMatchObject({ engine: 'eager', backend: 'cpu', params: graph.result.params });
    graph.result.epochs.forEach(({ trainLoss, validationLoss }, epoch) => {
      expect(trainLoss).toBeCloseTo(eager.result.epochs[epoch].trainLoss, 3);
      expect(validationLoss).toBeCloseTo(eager.result.epochs[epoch].validationLoss, 2);
    });
    expect(graph.weights.map(({ name, shape }) => [name, shape])).toEqual(eager.weights.map(({ name, shape }) => [name, shape]));
  });

  it('trains with the eager engine where the graph does not load, and the result says why', async () => {
    const backend = await openBackend('cpu');
    const lines: string[] = [];
    const { TMPDIR } = process.env;
    process.env.TMPDIR = join(tmpdir(), 'isoflop-no-such-folder');
    try {
      const { result } = await trainCandidate(job(), { backend, log: (line) => void lines.push(line) });
      expect(result).toMatchObject({ engine: 'eager', engineReason: expect.stringMatching(/^the graph did not load: ENOENT/) });
      expect(lines.filter((line) => line.startsWith('engine: eager, the graph did not load: ENOENT'))).toHaveLength(1);
      await expect(trainCandidate(job(), { backend, engine: 'graph' })).rejects.toThrow('ENOENT');
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    expect((await trainCandidate(job(), { backend })).result).not.toHaveProperty('engineReason');
  });

  it('gives the same weights whether a call takes many steps or one: the clock chooses the number, nothing else', async () => {
    let milliseconds = 0;
    const slow = await train(job(), { now: () => (milliseconds += 10_000) });
    const quick = await train(job(), { now: () => 0 });
    expect(quick.weights).toEqual(slow.weights);
  });

  it('stops with the epoch and the step at which the loss was no longer finite, inside a call of many steps', async () => {
    const { recipe } = job();
    const diverging = { ...recipe, schedule: { ...recipe.schedule, peakLearningRate: 1e20 } };
    const failures = [];
    for (const engine of ['graph', 'eager'] as const) {
      failures.push(await train(job({ recipe: diverging }), { engine, now: () => 0 }).catch((error: unknown) => error));
    }
    const [graph, eager] = failures as DivergedError[];
    expect(graph).toBeInstanceOf(DivergedError);
    expect([graph.epoch, graph.step]).toEqual([eager.epoch, eager.step]);
  });
});
