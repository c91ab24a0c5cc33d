import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrainingError } from './errors.js';
import type { EpochMetrics } from './job.js';
import type { Latency } from './latency/measure-latency.js';
import { type RunInProcessOptions, runInProcess } from './run-in-process.js';
import { tinyJob } from './testing/tiny-job.js';
import { trainCandidate } from './train.js';
import { readWeights } from './weights-file.js';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
/** The built program: what runs is what ships. */
const real = { workerFile: pathOf('../dist/worker.js'), timeoutSeconds: 60 };
const faulty = (name: string) => ({ workerFile: pathOf(`../fixtures/${name}.mjs`), timeoutSeconds: 60 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-worker-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function failure(options: RunInProcessOptions, job = tinyJob()): Promise<TrainingError> {
  const error = await runInProcess(job, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TrainingError);
  return error as TrainingError;
}

// Starting a process takes seconds on a busy machine.
const patience = { timeout: 60_000 };

describe('runInProcess', patience, () => {
  it('gives what training in this process gives, reports epochs on the way, and leaves the weights in the file', async () => {
    const seen: EpochMetrics[] = [];
    const weightsFile = join(folder, 'weights.safetensors');
    const result = await runInProcess(tinyJob(), { ...real, weightsFile, onEpoch: (metrics) => seen.push(metrics) });
    const here = await trainCandidate(tinyJob());
    expect(result.accuracy).toBe(here.result.accuracy);
    expect(seen.map(({ trainLoss }) => trainLoss)).toEqual(here.result.epochs.map(({ trainLoss }) => trainLoss));
    const { weights, metadata } = await readWeights(weightsFile);
    expect(weights).toEqual(here.weights);
    expect(JSON.parse(metadata.architecture)).toEqual(tinyJob().architecture);
    expect(await readdir(folder)).toEqual(['weights.safetensors']);
  });

  it('gives a worker one TensorFlow thread, or as many as asked, and leaves what the user has set', async () => {
    expect((await failure(faulty('environment'))).message).toBe('1 1 2');
    expect((await failure({ ...faulty('environment'), threads: 3 })).message).toBe('3 3 2');
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '5');
    expect((await failure(faulty('environment'))).message).toBe('5 1 2');
    vi.unstubAllEnvs();
  });

  it('says diverged, with epoch and step, when the loss is not finite', async () => {
    const { recipe } = tinyJob();
    const job = tinyJob({ recipe: { ...recipe, schedule: { ...recipe.schedule, peakLearningRate: 1e20 } } });
    expect(await failure(real, job)).toMatchObject({ name: 'DivergedError', reason: 'diverged', epoch: 1 });
  });

  it('says bad-job when the data set is unknown', async () => {
    const error = await failure(real, tinyJob({ dataset: { name: 'nothing', seed: 1 } }));
    expect(error).toMatchObject({ reason: 'bad-job', message: expect.stringContaining('got "nothing"') });
  });

  it('says out-of-memory when the worker needs more than it may have, or its heap is used up', async () => {
    expect(await failure({ ...real, memoryBytes: 1e6 })).toMatchObject({
      reason: 'out-of-memory',
      message: expect.stringContaining('must stay under 1000000 bytes'),
    });
    expect((await failure(faulty('heap'))).reason).toBe('out-of-memory');
  });

  it.runIf(process.platform === 'linux')('says out-of-memory when memory grows inside a step, where the worker does not look', async () => {
    expect(await failure({ ...faulty('hoarder'), memoryBytes: 300e6 })).toMatchObject({
      reason: 'out-of-memory',
      message: expect.stringContaining('must stay under 300000000 bytes'),
    });
  });

  it('says hung when a worker is silent for too long, stopped or in an endless loop', async () => {
    for (const name of ['hang', 'stopped']) {
      expect(await failure({ ...faulty(name), silentSeconds: 2 })).toMatchObject({
        reason: 'hung',
        message: expect.stringContaining('must answer within 2 s'),
      });
    }
  });

  it('does not take a worker for hung that loads, trains and answers', async () => {
    expect((await runInProcess(tinyJob({ epochs: 20 }), { ...real, silentSeconds: 10 })).epochs).toHaveLength(20);
  });

  it('gives a worker the device that it is told, over what the user has set', async () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '0,1');
    expect((await failure({ ...faulty('device'), device: '1' })).message).toBe('1');
    expect((await failure(faulty('device'))).message).toBe('0,1');
    vi.unstubAllEnvs();
  });

  it('passes on what the worker writes to stderr as it comes', async () => {
    let text = '';
    await failure({ ...faulty('crash'), onStderr: (part) => (text += part) });
    expect(text).toBe('assertion failed: the sky\n');
  });

  it('says crashed, with exit code and last words, when the worker dies in the middle', async () => {
    const seen: EpochMetrics[] = [];
    const error = await failure({ ...faulty('crash'), onEpoch: (metrics) => seen.push(metrics) }, tinyJob({ epochs: 3 }));
    expect(error).toMatchObject({
      reason: 'crashed',
      message: expect.stringContaining('ended with exit code 3'),
      stderr: ['assertion failed: the sky'],
    });
    expect(seen).toHaveLength(1);
    expect((await failure(faulty('silent'))).message).toContain('must end with a result, ended with exit code 0');
    expect((await failure(faulty('no-such-file'))).reason).toBe('crashed');
  });

  it('says killed and cleans up when somebody kills the worker while it writes', async () => {
    const error = await failure({ ...faulty('killed'), weightsFile: join(folder, 'w') });
    expect(error).toMatchObject({ reason: 'killed', message: expect.stringContaining('was killed by SIGKILL') });
    expect(await readdir(folder)).toEqual([]);
  });

  it('kills a worker that hangs when its time is over, and when it is cancelled', async () => {
    expect(await failure({ ...faulty('hang'), timeoutSeconds: 0.5 })).toMatchObject({
      reason: 'timeout',
      message: expect.stringContaining('within 0.5 s'),
    });
    const stop = new AbortController();
    expect((await failure({ ...faulty('hang'), signal: stop.signal, log: () => stop.abort() })).reason).toBe('cancelled');
    expect((await failure({ ...faulty('hang'), signal: AbortSignal.abort() })).message).toContain('before it started');
  });

  it('goes on from its checkpoint after it was killed, and reports again what was trained before', async () => {
    const job = tinyJob({ epochs: 4 });
    const checkpoint = { file: join(folder, 'trial.checkpoint') };
    const stop = new AbortController();
    const onEpoch = ({ epoch }: EpochMetrics) => epoch === 2 && stop.abort();
    expect((await failure({ ...real, checkpoint, onEpoch, signal: stop.signal }, job)).reason).toBe('cancelled');
    const seen: [number, boolean][] = [];
    const result = await runInProcess(job, { ...real, checkpoint, onEpoch: ({ epoch }, restored) => seen.push([epoch, restored]) });
    expect(seen.slice(0, 2)).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(seen.map(([epoch]) => epoch)).toEqual([1, 2, 3, 4]);
    const here = await trainCandidate(job);
    expect(result.epochs.map(({ trainLoss }) => trainLoss)).toEqual(here.result.epochs.map(({ trainLoss }) => trainLoss));
    expect(await readdir(folder)).toEqual(['trial.checkpoint']);
  });

  it('times a network before it trains it, and does not train one that is too slow', async () => {
    const latencies: Latency[] = [];
    const options = { ...real, onLatency: (latency: Latency) => latencies.push(latency) };
    const result = await runInProcess(tinyJob({ latency: { limitMs: 60_000 } }), options);
    expect(result.latency).toEqual(latencies[0]);
    expect(latencies[0].map(({ batch }) => batch)).toEqual([1, 32]);
    for (const { medianMs, p95Ms } of latencies[0]) expect(p95Ms).toBeGreaterThanOrEqual(medianMs);
    const untimed = await trainCandidate(tinyJob());
    expect(result.epochs.map(({ trainLoss }) => trainLoss)).toEqual(untimed.result.epochs.map(({ trainLoss }) => trainLoss));

    const seen: EpochMetrics[] = [];
    const onEpoch = (metrics: EpochMetrics) => seen.push(metrics);
    expect(await failure({ ...options, onEpoch }, tinyJob({ latency: { limitMs: 1e-6 } }))).toMatchObject({
      reason: 'too-slow',
      message: expect.stringMatching(/^latency: tiny must take at most 0\.000001 ms for one image, got [\d.]+ ms \(median of/),
    });
    expect([latencies.length, seen.length]).toEqual([2, 0]);
  });

  it('takes a time limit of years for what it is', async () => {
    expect((await runInProcess(tinyJob({ epochs: 1 }), { ...real, timeoutSeconds: 1e9 })).epochs).toHaveLength(1);
  });

  it('passes on what a callback throws', async () => {
    const onEpoch = () => {
      throw new Error('disk full');
    };
    await expect(runInProcess(tinyJob(), { ...real, onEpoch })).rejects.toThrow('disk full');
  });
});

describe('a worker', patience, () => {
  it('goes on when Ctrl-C reaches the group, and ends when its parent is killed', async () => {
    const job = JSON.stringify(tinyJob({ epochs: 100_000 }));
    // A group of its own, as a terminal gives to a command.
    const parent = spawn(process.execPath, [pathOf('../fixtures/parent.mjs'), job], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const group = parent.pid as number;
    const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
    const epochOf = async () => Number(/^epoch (\d+)$/.exec((await lines.next()).value ?? '')?.[1]);
    expect(await epochOf()).toBe(1);
    process.kill(-group, 'SIGINT');
    const texts: string[] = [];
    while (!texts.includes('parent got SIGINT')) texts.push((await lines.next()).value ?? '');
    expect(await epochOf()).toBeGreaterThan(1);
    process.kill(group, 'SIGKILL');
    // The group exists as long as the worker does; without the end on disconnect this never returns.
    await until(() => !groupExists(group));
  });
});

function groupExists(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
