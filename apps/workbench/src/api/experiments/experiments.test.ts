import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAnswer } from '../schema.js';
import { ApiClient } from '../testing/api-client.js';
import { newTrial } from '../testing/trials.js';

const EXPERIMENT = `name: small
dataset: fashion-mnist
space: { preset: efficientnet-scaling, resolution: [24, 32], width: [0.5, 1], depth: [0.5, 1] }
budget: { macs: 40M }
search: { trials: 10, fidelity: { epochs: [1, 3, 9] } }
training: { trainImages: 1000 }
runtime: { workers: 2 }
`;

let folder: string;
let api: ApiClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-files-'));
  mkdirSync(join(folder, 'files'));
  api = await ApiClient.open({ files: join(folder, 'files') });
});

afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const check = async (text: string) => checkAnswer.parse((await api.write('POST', '/api/experiments/check', { text })).json());

describe('checking an experiment', () => {
  it('fills in what is left out and says what fits the budget', async () => {
    const { issues, experiment, feasibility, nameTaken } = await check(EXPERIMENT);
    expect([issues, nameTaken]).toEqual([[], false]);
    expect(experiment).toMatchObject({ name: 'small', search: { sampler: 'auto', seed: 1 }, training: { epochs: 9 } });
    expect(feasibility).toMatchObject({ cardinality: 8, dimensions: 3, method: 'listed', satisfiable: true });
    expect(feasibility!.macs.deciles).toHaveLength(9);
  });

  it.each([
    ['name: [', 1, 'not valid YAML'],
    [EXPERIMENT.replace('trials: 10', 'trials: 0'), 5, 'search.trials: '],
    [EXPERIMENT.replace('macs: 40M', 'mac: 40M'), 4, 'macs'],
    [EXPERIMENT.replace('fashion-mnist', 'no-such-data'), 2, 'dataset: '],
    [
      EXPERIMENT.replace('name: small', 'evaluator: { kind: module, file: ../evil.mjs }\nname: small'),
      1,
      'evaluator.file: must be something in the folder',
    ],
    [EXPERIMENT.replace('name: small', 'evaluator: { kind: table, file: /etc/passwd }\nname: small'), 1, 'evaluator.file: must be'],
    [EXPERIMENT.replace('fashion-mnist', '../..'), 2, 'dataset: must be something in the folder'],
    [EXPERIMENT.replace(/space: .*/, 'space: { preset: scaling, base: ../../net.json }'), 3, 'space.base: must be something in the folder'],
  ])('names line and rule of what is wrong in %j', async (text, line, message) => {
    writeFileSync(join(folder, 'evil.mjs'), '');
    const { issues, experiment } = await check(text);
    expect(experiment).toBeNull();
    expect(issues).toMatchObject([{ line, message: expect.stringContaining(message) }]);
  });

  it('foretells the time by what was measured, and says so where nothing was', async () => {
    expect((await check(EXPERIMENT)).forecast).toEqual({ seconds: null, basis: expect.stringContaining('no trial') });
    await api.store.createStudy({ name: 'a', spec: null });
    const cost = { macs: 1_000_000, params: 1, activations: 1, weightsBytes: 1 };
    for (const imagesPerSecond of [100, 200, 400]) {
      const trial = await api.store.startTrial((await api.store.createTrial('a', newTrial({ cost }))).id);
      await api.store.finishTrial(trial, { state: 'complete', accuracy: 0.5, imagesPerSecond });
    }
    const { forecast, feasibility } = await check(EXPERIMENT);
    // Ten candidates by two at once; one epoch each, then a third of them two more, and a ninth six more.
    const images = 5 * 1000 * (1 + 2 / 3 + 6 / 9);
    const typical = Math.min(40e6, feasibility!.macs.median);
    expect(forecast!.seconds!.median).toBeCloseTo((images * typical) / (200 * 1_000_000), 6);
    expect(forecast!.seconds!.low).toBeLessThan(forecast!.seconds!.median);
  });
});

describe('making a study', () => {
  it('takes a form in place of a text, and starts nothing where that was not asked for', async () => {
    const { experiment } = await check(EXPERIMENT);
    const made = await api.write('POST', '/api/studies', { experiment, start: false });
    expect([made.status, made.json()]).toEqual([
      201,
      { launched: false, study: expect.objectContaining({ name: 'small', state: 'created' }) },
    ]);
    const again = await api.write('POST', '/api/studies', { experiment, start: false });
    expect([again.status, again.json().error]).toEqual([409, expect.stringContaining('exists already')]);
    expect((await check(EXPERIMENT)).nameTaken).toBe(true);
  });

  it('refuses what is wrong, with its line, and what no network can keep', async () => {
    const wrong = await api.write('POST', '/api/studies', { text: 'name: a\ndataset: 1\n', start: false });
    expect([wrong.status, wrong.json().issues]).toEqual([422, [expect.objectContaining({ line: expect.any(Number) })]]);
    const tight = await api.write('POST', '/api/studies', { text: EXPERIMENT.replace('40M', '1k'), start: false });
    expect(tight.status).toBe(422);
    expect(await api.store.studies()).toEqual([]);
  });

  it('starts none in a store that no other process can reach', async () => {
    const answer = await api.write('POST', '/api/studies', { text: EXPERIMENT });
    expect([answer.status, await api.store.studies()]).toEqual([409, []]);
  });
});

describe('steering', () => {
  it('is refused for what a study is not', async () => {
    await api.store.createStudy({ name: 'a', spec: null });
    for (const action of ['pause', 'stop', 'cancel', 'resume']) {
      const answer = await api.write('POST', `/api/studies/a/${action}`);
      expect([action, answer.status]).toEqual([action, 422]);
      expect((await api.write('POST', `/api/studies/none/${action}`)).status).toBe(404);
    }
  });

  it('tells a runner, and pauses in the place of one that died', async () => {
    await api.store.createStudy({ name: 'a', spec: null });
    await api.store.setStudyState('a', 'running');
    const lease = await api.store.acquireRunner('a', { pid: process.pid, host: 'elsewhere' });
    expect((await api.write('POST', '/api/studies/a/stop')).json()).toEqual({ outcome: 'told' });
    expect((await api.get('/api/studies/a')).json()).toMatchObject({ request: 'stop' });
    await lease.release();
    expect((await api.write('POST', '/api/studies/a/cancel')).json()).toEqual({ outcome: 'settled' });
    expect((await api.get('/api/studies/a')).json()).toMatchObject({ request: null, state: 'paused' });
  });
});
