import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureHash, costOf, zoo } from '@isoflop/blocks';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { scale } from '@isoflop/scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costAnswer, fitAnswer, importanceAnswer, scoresAnswer } from '../schema.js';
import { ApiClient } from '../testing/api-client.js';
import { newTrial } from '../testing/trials.js';

let folder: string;
let store: ResultsStore;
let api: ApiClient;

/** Networks of two budgets whose error falls with depth and width; a dimension that decides and one that does not. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-analysis-'));
  store = await openStore(join(folder, 'studies.db'));
  api = await ApiClient.open({ store });
  await store.createStudy({ name: 'known', spec: {} });
  await store.createStudy({ name: 'empty', spec: {} });
  const base = zoo('mobilenet_v2', { width: 0.5, resolution: 64, classes: 10 });
  let luck = 0;
  for (const budget of [1, 2, 4]) {
    for (const depth of [1, 2, 3]) {
      for (const width of [0.75, 1, 1.5]) {
        const architecture = scale(base, { depth, width, resolution: Math.sqrt(budget / depth) / width });
        const { macs, params, activations, weightsBytes } = costOf(architecture);
        luck = (luck + 2) % 5;
        const trial = newTrial({
          params: { depth, luck },
          architecture: { hash: architectureHash(architecture), architecture },
          cost: { macs, params, activations, weightsBytes },
        });
        const { id } = await store.createTrial('known', trial);
        await store.finishTrial(await store.startTrial(id), { state: 'complete', accuracy: 1 - 0.5 / depth - 0.1 / budget - luck / 1e5 });
      }
    }
  }
});

afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a fit', () => {
  it('is what isoflop fit says, and made once for what the study has', async () => {
    const answer = await api.get('/api/studies/known/fit');
    const fit = fitAnswer.parse(answer.json());
    expect(fit).toMatchObject({ study: 'known', networks: 27 });
    expect(fit.residuals).toHaveLength(27);
    expect((await api.get('/api/studies/known/fit')).text).toBe(answer.text);
  });

  it('of a study without trials is refused with the reason', async () => {
    const answer = await api.get('/api/studies/empty/fit');
    expect([answer.status, answer.json().error]).toEqual([422, expect.stringContaining('must have complete trials, got none')]);
  });
});

describe('scores', () => {
  it('are what isoflop scores says: rankings by accuracy, the best first, and why there are no more', async () => {
    const { panel, reason } = scoresAnswer.parse((await api.get('/api/studies/known/scores')).json());
    expect(panel.map(({ networks }) => networks)).toEqual([27, 27]);
    expect(panel[0]!.kendall.value).toBeGreaterThan(panel[1]!.kendall.value!);
    expect(reason).toMatch(/^no scores were kept/);
    expect((await api.get('/api/studies/none/scores')).status).toBe(404);
  });

  it('that a study kept are judged beside parameters and multiply-adds, each with its interval', async () => {
    await store.createStudy({ name: 'scored', spec: {} });
    for (const step of [1, 2, 3, 4, 5]) {
      const { id } = await store.createTrial('scored', newTrial({ seed: step }));
      const facts = { scores: { synflow: step, snip: -step } };
      await store.finishTrial(await store.startTrial(id), { state: 'complete', accuracy: step / 10, facts });
    }
    const { panel, reason } = scoresAnswer.parse((await api.get('/api/studies/scored/scores')).json());
    expect(reason).toBe(null);
    expect(panel.map(({ score, kendall }) => [score, kendall.value])).toEqual([
      ['synflow', 1],
      ['snip', -1],
      ['params', null],
      ['macs', null],
    ]);
    expect(panel[0]!.spearman).toEqual({ value: 1, low: 1, high: 1 });
  });
});

describe('importance', () => {
  it('puts what decides before what does not', async () => {
    const { importance, trials } = importanceAnswer.parse((await api.get('/api/studies/known/importance')).json());
    expect([trials, importance[0]!.name]).toEqual([27, 'depth']);
    expect(importance.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 9);
  });

  it('needs some trials', async () => {
    expect((await api.get('/api/studies/empty/importance')).status).toBe(422);
  });
});

describe('costs', () => {
  it('of a network are those of its layers together, however it is named', async () => {
    const byName = costAnswer.parse((await api.write('POST', '/api/architectures/cost', { name: 'mobilenet_v2' })).json());
    const { macs, params } = costOf(zoo('mobilenet_v2'));
    expect([byName.macs, byName.params]).toEqual([macs, params]);
    expect(byName.layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(macs);
    const trial = await store.trial('known', 1);
    const stored = costAnswer.parse((await api.get(`/api/architectures/${trial.architectureHash}/cost`)).json());
    const { architecture } = (await api.get(`/api/architectures/${trial.architectureHash}`)).json();
    const sent = costAnswer.parse((await api.write('POST', '/api/architectures/cost', { architecture })).json());
    expect(stored).toEqual(sent);
    expect(stored.macs).toBe(trial.cost.macs);
  });

  it('of what is no network are refused with the rule', async () => {
    const answer = await api.write('POST', '/api/architectures/cost', { architecture: { name: 'x' } });
    expect(answer.status).toBe(422);
    expect((await api.write('POST', '/api/architectures/cost', { name: 'none' })).status).toBe(422);
    expect((await api.get('/api/architectures/none')).status).toBe(404);
  });
});

describe('what there is to choose from', () => {
  it('is listed with what a form needs', async () => {
    const { presets } = (await api.get('/api/presets')).json() as {
      presets: { name: string; dimensions: { name: string; values: unknown[] }[] }[];
    };
    const scaling = presets.find(({ name }) => name === 'efficientnet-scaling')!;
    expect(scaling.dimensions.map(({ name }) => name)).toEqual(['resolution', 'width', 'depth']);
    expect((await api.get('/api/datasets')).json().datasets).toContainEqual(
      expect.objectContaining({ name: 'fashion-mnist', channels: 1, classes: 10 }),
    );
    expect((await api.get('/api/experiments/schema')).json()).toMatchObject({ title: 'isoflop experiment' });
  });
});
