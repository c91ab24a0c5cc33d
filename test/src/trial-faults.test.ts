import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isoflop, start } from './isoflop.js';

/** What goes wrong inside one trial, made to happen. */

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-faults-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** One candidate whose epochs take long enough to be hit. */
const experiment = ({ images = 1500, epochs = 4, runtime = '' } = {}) => `name: tiny
dataset: textures
space: { preset: mbconv, resolution: [12], width: [1], depth: { perStage: [1, 2] }, stages: [{ channels: 16, stride: 1 }, { channels: 16 }], head: { channels: 32 } }
budget: { macs: 2M }
search: { sampler: random, trials: 1 }
training: { epochs: ${epochs}, trainImages: ${images}, validationImages: 64 }
runtime: { backend: wasm, workers: 1, ${runtime} }
`;

async function fileIn(name: string, text: string): Promise<string> {
  const inside = join(folder, name);
  await mkdir(inside);
  await writeFile(join(inside, 'tiny.yaml'), text);
  return inside;
}

interface Shown {
  readonly state: string;
  readonly reason: string | null;
  readonly facts: { readonly lostTries?: readonly { readonly reason: string }[]; readonly batch: number };
  readonly metrics: readonly { readonly epoch: number; readonly name: string; readonly value: number }[];
  readonly artifacts: readonly { readonly kind: string; readonly path: string }[];
}

const shown = async (inside: string): Promise<Shown> => JSON.parse((await isoflop(inside, 'show', 'tiny', '1', '--json')).stdout);
const curveOf = ({ metrics }: Shown) => metrics.map(({ epoch, name, value }) => [epoch, name, value]);
const logOf = async (inside: string) => (await isoflop(inside, 'show', 'tiny', '1', '--log')).stdout;

/** Processes that a process has started, as Linux tells them. */
const childrenOf = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

describe.runIf(process.platform === 'linux')('a trial', { timeout: 180_000 }, () => {
  it('goes on from its checkpoint when the runner is killed, and when the worker is: no epoch is trained twice, the curve is the same', async () => {
    const text = experiment();
    const whole = await fileIn('whole', text);
    await isoflop(whole, 'search', 'tiny.yaml');
    const expected = curveOf(await shown(whole));

    const hit = await fileIn('hit', text);
    const first = start(hit, 'search', 'tiny.yaml');
    await first.line(/epoch 2\/4/);
    first.process.kill('SIGKILL');
    await first.finished;
    const second = start(hit, 'search', 'tiny.yaml', '--resume', '--json');
    await second.line(/epoch 3\/4/);
    for (const worker of childrenOf(second.process.pid as number)) process.kill(worker, 'SIGKILL');
    const { code, stderr } = await second.finished;

    expect(code).toBe(0);
    expect(stderr).toMatch(/epoch 1\/4 .*\(from the checkpoint\)/);
    const trial = await shown(hit);
    expect(trial.state).toBe('complete');
    expect(curveOf(trial)).toEqual(expected);
    const trained = (await logOf(hit)).split('\n').filter((line) => /epoch \d/.test(line) && !line.includes('checkpoint'));
    expect(trained.map((line) => /epoch (\d)/.exec(line)?.[1])).toEqual(['1', '2', '3', '4']);
    expect(trial.facts.lostTries?.map(({ reason }) => reason)).toEqual(['killed']);
    const artifacts = join(hit, '.isoflop', 'artifacts', 'tiny');
    expect(await readdir(artifacts, { recursive: true })).toEqual(expect.not.arrayContaining([expect.stringContaining('checkpoint')]));
    for (const { path } of trial.artifacts) expect(existsSync(join(hit, '.isoflop', 'artifacts', path))).toBe(true);
    expect(trial.artifacts.map(({ kind }) => kind)).toEqual(['weights', 'log']);
  });

  it('whose worker stops answering is ended and recorded with its reason', async () => {
    const inside = await fileIn('hung', experiment({ epochs: 9999, runtime: 'hangSeconds: 5' }));
    const search = start(inside, 'search', 'tiny.yaml');
    await search.line(/epoch 1\//);
    for (const worker of childrenOf(search.process.pid as number)) process.kill(worker, 'SIGSTOP');
    expect((await search.finished).code).toBe(1);
    expect(await shown(inside)).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^hung: worker: must answer within 5 s/) });
    expect(await logOf(inside)).toContain('training ended: hung');
  });

  it('that needs more memory than it may have is tried with half the batch, then recorded with its reason', async () => {
    const inside = await fileIn('large', experiment({ runtime: 'memory: 60M' }));
    expect((await isoflop(inside, 'search', 'tiny.yaml')).code).toBe(1);
    expect(await shown(inside)).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^out-of-memory: .*under 60000000 bytes/) });
    expect(await logOf(inside)).toContain('started again with batches of 32');
  });
});

it('a network that is too slow is never trained, and its latency is kept; that of others is in the front', {
  timeout: 60_000,
}, async () => {
  const limited = (limit: string) => experiment({ epochs: 1, images: 64 }).replace('macs: 2M', `macs: 2M, latency: ${limit}`);
  const slow = await fileIn('slow', limited('1us'));
  expect((await isoflop(slow, 'search', 'tiny.yaml')).code).toBe(1);
  expect(await shown(slow)).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^too-slow: latency: .* must take at most 0.001 ms for one image, got/),
    facts: { latencyMs: expect.any(Number) },
    metrics: [],
    artifacts: [{ kind: 'log' }],
  });
  const quick = await fileIn('quick', limited('60s'));
  const { front } = JSON.parse((await isoflop(quick, 'search', 'tiny.yaml', '--json')).stdout);
  expect(front).toHaveLength(1);
  expect(front[0].latencyMs).toBeGreaterThan(0);
  expect((await shown(quick)).facts).toMatchObject({
    latencyMs: front[0].latencyMs,
    latency: [{ batch: 1 }, { batch: 32 }],
    // A time says nothing without what it was measured on.
    processor: expect.any(String),
    cores: expect.any(Number),
    software: { backend: 'wasm', devices: [expect.any(String)] },
  });
});

it('says which trial has no log', { timeout: 60_000 }, async () => {
  const inside = await fileIn('table', experiment().replace('training:', 'evaluator: { kind: module, file: mine.mjs }\ntraining:'));
  await writeFile(join(inside, 'mine.mjs'), 'export default () => ({ accuracy: 0.5 });');
  await isoflop(inside, 'search', 'tiny.yaml');
  const { code, stderr } = await isoflop(inside, 'show', 'tiny', '1', '--log');
  expect(code).toBe(2);
  expect(stderr).toContain('trial 1 of tiny must have a log');
});
