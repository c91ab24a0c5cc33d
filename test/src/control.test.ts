import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoflop, start } from './isoflop.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-control-'));
  await writeFile(join(folder, 'slow.yaml'), experiment('slow', 40));
  await writeFile(join(folder, 'measure.mjs'), MODULE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Takes a moment for each candidate. */
const MODULE = `export default async ({ cost }) => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { accuracy: Math.log10(cost.macs) / 10 };
};
`;

const experiment = (name: string, trials: number) => `name: ${name}
dataset: mine
space: mbconv
budget: { macs: 2M }
search: { sampler: random, trials: ${trials} }
evaluator: { kind: module, file: measure.mjs }
runtime: { backend: wasm, workers: 2 }
`;

const run = (...args: string[]) => isoflop(folder, ...args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);
const stateOf = async (study: string) =>
  (await json('studies')).find((row: { study: string }) => row.study === study) as { state: string; trials: Record<string, number> };

describe('a running search', { timeout: 180_000 }, () => {
  it('is paused, resumed, given a candidate and stopped from other processes, and goes on with changes', async () => {
    const search = start(folder, 'search', 'slow.yaml');
    await search.line(/trial 1 {2}done/);
    const paused = await run('pause', 'slow');
    expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('its runner is told to pause') });
    await search.line(/^paused: /);
    expect((await stateOf('slow')).state).toBe('paused');
    const { configuration } = await json('show', 'slow', '1');
    const other = { ...configuration, 'stage1.kernel': configuration['stage1.kernel'] === 3 ? 5 : 3 };
    const enqueued = await run('enqueue', 'slow', '--params', JSON.stringify(other), '--json');
    expect([enqueued.code, enqueued.stderr]).toEqual([0, '']);
    const { trial } = JSON.parse(enqueued.stdout);
    const refused = await run('enqueue', 'slow', '--params', JSON.stringify({ ...configuration, width: 7 }));
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^isoflop: params\.width: must be one of .*, got 7/) });
    expect(await run('resume', 'slow', '--workers', '3')).toMatchObject({ code: 2, stderr: expect.stringContaining('--workers') });
    expect((await run('resume', 'slow')).stdout).toContain('goes on where it is being run');
    await search.line(/^resumed/);
    await search.line(new RegExp(`trial ${trial} .*done: accuracy`));
    expect((await run('stop', 'slow')).code).toBe(0);
    const { code, stdout } = await search.finished;
    expect([code, stdout]).toEqual([0, expect.stringContaining('the study was asked to stop')]);
    const { state, trials } = await stateOf('slow');
    expect([state, trials.running, trials.queued]).toEqual(['paused', 0, 0]);
    const more = trials.complete + 2;
    const resumed = await json('resume', 'slow', '--trials', String(more), '--sampler', 'tpe', '--workers', '1');
    expect(resumed.trials.complete).toBe(more);
    expect((await stateOf('slow')).state).toBe('complete');
  });

  it('is cancelled: it ends at once, its candidates wait, and a resume makes them', async () => {
    await writeFile(join(folder, 'cut.yaml'), experiment('cut', 40));
    const search = start(folder, 'search', 'cut.yaml');
    await search.line(/trial 1 {2}/);
    await run('cancel', 'cut');
    expect((await search.finished).code).toBe(130);
    const { state, trials } = await stateOf('cut');
    expect([state, trials.running]).toEqual(['paused', 0]);
    expect(trials.queued).toBeGreaterThan(0);
    const all = trials.complete + trials.queued;
    expect((await json('search', 'cut.yaml', '--resume', '--trials', String(all))).trials).toMatchObject({ complete: all, queued: 0 });
  });

  it('that is over is asked in vain, but can be forked, and its trials run again', async () => {
    expect(await run('pause', 'cut')).toMatchObject({ code: 2, stderr: expect.stringContaining('this one is complete') });
    expect(await json('fork', 'cut', 'branch', '--at', '2')).toEqual({ study: 'branch', from: 'cut', trials: 2 });
    expect((await json('resume', 'branch', '--trials', '3')).trials.complete).toBe(3);
    const { complete } = (await stateOf('cut')).trials;
    expect(await json('rerun', 'cut', '1', '--seed', '5')).toMatchObject([{ trial: complete + 1, rerunOf: 1, seed: 5, state: 'queued' }]);
    expect((await json('resume', 'cut')).trials.complete).toBe(complete + 1);
    expect(await json('rerun', 'cut', 'failed')).toEqual([]);
    expect((await run('rerun', 'cut', 'all')).code).toBe(2);
    expect(await run('delete', 'branch')).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') });
    expect(await json('delete', 'branch', '--yes')).toMatchObject({ study: 'branch', trials: 3 });
    expect((await run('trials', 'branch')).code).toBe(2);
    expect((await run('store', 'check')).code).toBe(0);
  });
});
