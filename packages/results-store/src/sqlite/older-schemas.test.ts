import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { SQLITE_COLUMNS } from '../sql/migrations/column-types.js';
import { migrationsFor } from '../sql/migrations/migrations.js';
import { newTrial } from '../testing/records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/schemas/', import.meta.url));
const fixtures = readdirSync(FIXTURES);
const folder = temporaryFolder();

/** Each holds the same study, written by the version whose last migration it is named after. */
describe('a database of an older schema', () => {
  it('is kept for every migration', () => {
    expect(fixtures).toEqual(Object.keys(migrationsFor(SQLITE_COLUMNS)).map((name) => `${name}.db`));
  });

  it.each(fixtures)('opens with everything that was in it, and goes on: %s', async (fixture) => {
    copyFileSync(join(FIXTURES, fixture), join(folder, fixture));
    const store = await openStore(join(folder, fixture), { create: false });
    expect(await store.study('small')).toMatchObject({ state: 'paused', spec: { budget: { macs: 2_000_000 } } });
    const trials = await store.trials('small');
    expect(trials.map(({ number, kind, state, accuracy, label }) => [number, kind, state, accuracy, label])).toEqual([
      [1, 'search', 'complete', 0.5, null],
      [2, 'search', 'complete', 0.75, null],
      [3, 'search', 'complete', 0.6, null],
      [4, 'search', 'failed', null, null],
      [5, 'baseline', 'queued', null, 'depth only'],
    ]);
    expect((await store.front('small')).map(({ number }) => number)).toEqual([1, 2]);
    const isKept = fixture >= '0005';
    const { worker, plannedEpochs, parents } = trials[2]!;
    expect([worker, plannedEpochs, parents]).toEqual(isKept ? ['1', 3, [2, 1]] : [null, null, []]);
    const { id, facts, architectureHash } = trials[1]!;
    expect(facts).toEqual({ backend: 'cpu', node: '20' });
    expect(await store.architecture(architectureHash)).toMatchObject({ name: 'other' });
    expect(await store.metrics(id)).toEqual([
      { epoch: 1, name: 'loss', value: null, seconds: null },
      { epoch: 1, name: 'val-accuracy', value: 0.375, seconds: 1.5 },
    ]);
    expect(await store.artifacts(id)).toMatchObject([{ path: 'small/2.bin', bytes: 4000 }]);
    expect(await store.samplerState('small')).toEqual({ rng: [2] });
    expect((await store.events({ study: 'small' })).at(-1)).toMatchObject({ kind: 'runner-released' });
    expect((await store.createTrial('small', newTrial())).number).toBe(6);
    expect(await store.check()).toEqual([]);
    await store.close();
  });
});
