import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readOptunaStudy } from './optuna.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/optuna/', import.meta.url));
const folder = temporaryFolder();
const now = () => Date.UTC(2026, 0, 2);

/** Whatever made the file: the committed one and the one of this machine's Optuna hold the same. */
async function expectStudy(file: string): Promise<void> {
  const store = await openStore('memory:');
  expect(await readOptunaStudy(store, file, { now })).toBe('widths');
  const trials = await store.trials('widths');
  expect(trials.map(({ number, state, accuracy, cost, seconds }) => [number, state, accuracy, cost.macs, seconds])).toEqual([
    [1, 'complete', 0.5, 1_000_000, 7.5],
    [2, 'complete', 0.55, 2_000_000, 7.5],
    [3, 'pruned', null, 0, 7.5],
    [4, 'failed', null, 0, 7.5],
    [5, 'complete', 0.7, 5_000_000, 7.5],
    [6, 'queued', null, 0, null],
  ]);
  expect(trials.map(({ params }) => params.block)).toEqual(['mbconv', 'fused', null, 3, 'mbconv', 'fused']);
  expect(trials[3]!.params).toEqual({ width: 1.25, depth: 4, lr: 0.1, block: 3 });
  expect(trials[1]!.facts).toEqual({ optuna: { values: [0.55, 2_000_000], attributes: { host: 'gpu-1', seeds: [1, 2] } } });
  expect(trials[0]!.startedAt).toBe(Date.UTC(2026, 0, 1, 12));
  expect((await store.metrics(trials[2]!.id)).map(({ epoch, value }) => [epoch, value])).toEqual([
    [1, 0.25],
    [2, null],
    [3, null],
  ]);
  expect((await store.front('widths')).map(({ number }) => number)).toEqual([1, 2, 5]);
}

describe('an Optuna study', () => {
  it('comes over with parameters, states, values, steps, attributes and times', async () => {
    await expectStudy(join(FIXTURES, 'study-3.1.db'));
  });

  const installed = ['/usr/bin/python3', 'python3'].find((python) => spawnSync(python, ['-c', 'import optuna']).status === 0);

  it.skipIf(installed === undefined)('comes over as the Optuna of this machine writes it', async () => {
    const file = join(folder, 'made-here.db');
    const made = spawnSync(installed!, [join(FIXTURES, 'make_study.py'), file], { encoding: 'utf8' });
    expect(made.stderr).not.toContain('Traceback');
    await expectStudy(file);
  });

  it('leaves a sound store, under another name if asked', async () => {
    const store = await openStore(join(folder, 'store.db'));
    await readOptunaStudy(store, join(FIXTURES, 'study-3.1.db'), { study: 'widths', name: 'mine', now });
    expect(await store.check()).toEqual([]);
    expect(await store.study('mine')).toMatchObject({ spec: { importedFrom: 'optuna', version: '3.1.0' } });
    await store.close();
  });

  it('is refused, without a trace, when it cannot be told what is meant', async () => {
    const store = await openStore('memory:');
    const read = (options: object) => readOptunaStudy(store, join(FIXTURES, 'study-3.1.db'), { now, ...options });
    await expect(read({ study: 'depths' })).rejects.toThrow('it has no study "depths"; it has "widths"');
    await expect(read({ accuracy: 1 })).rejects.toThrow('trial 0: objective 1 is read as accuracy and must be from 0 to 1, got 1000000');
    await expect(read({ accuracy: 2 })).rejects.toThrow(
      'no objective 2 to read as accuracy, its objectives are 0 (maximize), 1 (minimize)',
    );
    await (await openStore(join(folder, 'ours.db'))).close();
    await expect(readOptunaStudy(store, join(folder, 'ours.db'), { now })).rejects.toThrow('is no storage of Optuna');
    await expect(readOptunaStudy(store, join(folder, 'missing.db'), { now })).rejects.toThrow('cannot be opened');
    expect(await store.studies()).toEqual([]);
  });
});
