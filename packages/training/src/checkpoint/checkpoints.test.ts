import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenedBackend, type OptimizerSpec, openBackend } from '@isoflop/runtime';
import { describeNative } from '@isoflop/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineName } from '../engines/engine.js';
import type { EpochMetrics, TrainJob } from '../job.js';
import { tinyJob } from '../testing/tiny-job.js';
import { type TrainOptions, trainCandidate } from '../train.js';

const OPTIMIZERS: readonly OptimizerSpec[] = [
  { kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 5e-4 },
  { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
  { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1e-3, weightDecay: 1e-5 },
];
const EPOCHS = 3;
/** Of 100 images in batches of 20. */
const STEPS = 5;
/** Of 50 images, measured at once. */
const CALLS_PER_EPOCH = STEPS + 1;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-checkpoint-'));
  file = join(folder, 'trial.checkpoint');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const curve = (epochs: readonly EpochMetrics[]) => epochs.map(({ trainSeconds: _t, validationSeconds: _v, ...rest }) => rest);
const jobOf = (optimizer: OptimizerSpec, changes: Partial<TrainJob> = {}) =>
  tinyJob({ epochs: EPOCHS, recipe: { ...tinyJob().recipe, optimizer }, ...changes });

/** Trains with a checkpoint after every call of the engine, and stops after so many calls. */
async function trainUntil(calls: number, job: TrainJob, options: TrainOptions) {
  let left = calls;
  const onStep = () => {
    if (left-- === 0) throw new Error('power cut');
  };
  const training = trainCandidate(job, { ...options, onStep, checkpoint: { file, seconds: 0 } });
  await expect(training).rejects.toThrow('power cut');
}

/** Goes on from the file; tells as well how often the engine was called and what was said. */
async function goOn(job: TrainJob, options: TrainOptions) {
  let calls = 0;
  const restored: number[] = [];
  const log: string[] = [];
  const outcome = await trainCandidate(job, {
    ...options,
    checkpoint: { file },
    onStep: () => calls++,
    onEpoch: ({ epoch }, old) => old && restored.push(epoch),
    log: (line) => log.push(line),
  });
  return { ...outcome, calls, restored, log: log.filter((line) => line.startsWith('checkpoint')) };
}

function resumesToTheBit(engine: EngineName, backend: OpenedBackend) {
  // With this clock every call of the graph engine takes one step as well.
  const options: TrainOptions = { backend, engine, now: () => performance.now() * 1e6 };

  it.each(OPTIMIZERS)('gives the curve and the weights of an uninterrupted run: $kind, stopped inside an epoch', async (optimizer) => {
    const job = jobOf(optimizer);
    const whole = await trainCandidate(job, options);
    await trainUntil(CALLS_PER_EPOCH + 2, job, options);
    const resumed = await goOn(job, options);
    expect(curve(resumed.result.epochs)).toEqual(curve(whole.result.epochs));
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.restored).toEqual([1]);
    expect(resumed.calls).toBe(2 * CALLS_PER_EPOCH - 2);
    expect(resumed.log).toEqual(['checkpoint: goes on after epoch 1 and 2 steps']);
  });

  it('does so with augmentation in a thread, averages, clipping, growing images and statistics measured anew', async () => {
    const { recipe } = jobOf(OPTIMIZERS[0]);
    const augment = {
      horizontalFlip: true,
      shift: 0,
      paddedCrop: 0.125,
      randAugment: { operations: 2, magnitude: 5 },
      cutmix: { alpha: 1 },
    };
    const progressive = { from: 0.5, stages: 2 };
    const everything = {
      ...recipe,
      augment,
      progressive,
      averageDecay: 0.99,
      clipNorm: 1,
      dropout: 0.2,
      stochasticDepth: 0.1,
      normImages: 40,
    };
    const job = tinyJob({ epochs: EPOCHS, recipe: everything });
    const whole = await trainCandidate(job, options);
    for (const calls of [2, CALLS_PER_EPOCH + 2, 2 * CALLS_PER_EPOCH + 2]) {
      await rm(file, { force: true });
      await trainUntil(calls, job, options);
      const resumed = await goOn(job, options);
      expect(curve(resumed.result.epochs)).toEqual(curve(whole.result.epochs));
      expect(resumed.weights).toEqual(whole.weights);
    }
  });

  it('measures only, where all steps of an epoch were done, and trains nothing where all epochs were', async () => {
    const job = jobOf(OPTIMIZERS[0]);
    const whole = await trainCandidate(job, options);
    await trainUntil(CALLS_PER_EPOCH + STEPS, job, options);
    const resumed = await goOn(job, options);
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.calls).toBe(1 + CALLS_PER_EPOCH);
    const again = await goOn(job, options);
    expect(again).toMatchObject({ calls: 0, restored: [1, 2, 3] });
    expect(again.weights).toEqual(whole.weights);
  });
}

describe('a run on the eager engine', { timeout: 60_000 }, async () => {
  const backend = await openBackend('wasm');
  resumesToTheBit('eager', backend);

  const job = jobOf(OPTIMIZERS[0]);
  const anew = async (other: TrainJob = job) => {
    const { log, calls, restored } = await goOn(other, { backend });
    expect(calls).toBe(EPOCHS * CALLS_PER_EPOCH);
    expect(restored).toEqual([]);
    return log.join('\n');
  };

  it('leaves one whole file, and adds up the time of both attempts', async () => {
    let milliseconds = 0;
    await trainUntil(CALLS_PER_EPOCH + 2, job, { backend, now: () => (milliseconds += 1000) });
    expect(await readdir(folder)).toEqual(['trial.checkpoint']);
    const { result } = await goOn(job, { backend, now: () => 0 });
    expect(result.epochs[0].trainSeconds).toBeGreaterThan(STEPS);
    expect(result.epochs[1].trainSeconds).toBeGreaterThan(1);
    expect(result.epochs[2].trainSeconds).toBe(0);
  });

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, -100), 'the file is damaged'],
    ['changed in one bit of a weight', (bytes: Buffer) => flip(bytes, bytes.length - 3), 'the checksum must be that of the content'],
    ['changed in one digit of its history', (bytes: Buffer) => flip(bytes, bytes.indexOf('trainLoss') + 14), 'the checksum must be'],
    ['empty', () => Buffer.alloc(0), 'it is cut or no weights file'],
  ])('starts anew, and says so, from a file that is %s', async (_, damage, message) => {
    await trainUntil(CALLS_PER_EPOCH + 2, job, { backend });
    await writeFile(file, damage(await readFile(file)));
    expect(await anew()).toContain(message);
  });

  it.each<[string, Partial<TrainJob>]>([
    ['seed', { seed: 8 }],
    ['recipe', { recipe: { ...job.recipe, labelSmoothing: 0.2 } }],
    ['split of the data', { dataset: { ...job.dataset, seed: 2 } }],
  ])('starts anew from the file of a run with another %s', async (_, changes) => {
    await trainUntil(CALLS_PER_EPOCH + 2, job, { backend });
    expect(await anew({ ...job, ...changes })).toMatch(/training starts anew, .*must be of run/);
  });

  it('goes on when the checkpoint cannot be written', async () => {
    await writeFile(join(folder, 'in-the-way'), '');
    file = join(folder, 'in-the-way', 'trial.checkpoint');
    const { log, calls } = await goOn(job, { backend });
    expect(calls).toBe(EPOCHS * CALLS_PER_EPOCH);
    expect(log.at(-1)).toContain('could not be written, training goes on');
  });
});

await describeNative('a run on native TensorFlow', () => {
  describe('with the graph engine', async () => resumesToTheBit('graph', await openBackend('cpu')));
  describe('with the eager engine', async () => resumesToTheBit('eager', await openBackend('cpu')));
});

function flip(bytes: Buffer, place: number): Buffer {
  bytes[place] ^= 1;
  return bytes;
}
