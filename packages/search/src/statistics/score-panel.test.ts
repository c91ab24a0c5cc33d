import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import { expect, it } from 'vitest';
import { openEvaluator } from '../evaluators/open-evaluator.js';
import { experimentText, run } from '../testing/small-study.js';
import { scorePanel } from './score-panel.js';
import { studyScores } from './study-scores.js';

const text = `name: study
dataset: textures
space: { preset: mbconv, resolution: [8, 12], width: [0.5, 1], depth: [1], stages: [{ channels: 8 }], head: { channels: 16 } }
budget: { macs: 1M }
search: { trials: 4, sampler: random, seed: 1 }
training: { epochs: 1, trainImages: 128, validationImages: 64, scores: true }
runtime: { backend: wasm, workers: 1 }
`;

it('ranks networks by the scores that a study kept of them, with parameters and multiply-adds beside', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-scores-'));
  const store = await openStore('memory:');
  const experiment = parseExperiment(text, 'study.yaml');
  const evaluate = await openEvaluator({ experiment, experimentFile: 'study.yaml', artifacts: folder, facts: {} });
  await run(store, text, { evaluate, data: { channels: 1, classes: 10 } });
  const trials = await store.trials('study');
  const panel = scorePanel(trials);
  expect(panel.map(({ score }) => score).sort()).toEqual(['gradNorm', 'macs', 'naswot', 'params', 'snip', 'synflow', 'zen']);
  for (const { networks } of panel) expect(networks).toBe(trials.length);
  expect(await studyScores(store, 'study')).toEqual({ study: 'study', panel, reason: null });
  const taus = panel.map(({ kendall }) => kendall.value ?? -2);
  expect(taus).toEqual([...taus].sort((a, b) => b - a));
  await rm(folder, { recursive: true, force: true });
});

it('of a study that kept none are parameters and multiply-adds, within its budget, with the reason', async () => {
  const store = await openStore('memory:');
  await run(store, experimentText());
  const { panel, reason } = await studyScores(store, 'study');
  expect(panel.map(({ score, networks }) => [score, networks])).toEqual(
    expect.arrayContaining([
      ['params', 10],
      ['macs', 10],
    ]),
  );
  expect(panel.find(({ score }) => score === 'macs')!.kendall.value).toBe(1);
  expect(reason).toMatch(/^no scores were kept of its candidates.*training\.scores: true$/);
  await store.createStudy({ name: 'new', spec: {} });
  expect((await studyScores(store, 'new')).reason).toMatch(/^no candidate inside the budget is complete yet/);
});

it('looks at no more than a few hundred networks', () => {
  const trial = (place: number) => ({ state: 'complete', accuracy: place / 900, facts: null, cost: { macs: place, params: -place } });
  const panel = scorePanel(Array.from({ length: 900 }, (_, place) => trial(place)) as never);
  expect(panel.map(({ score, networks, kendall }) => [score, networks, kendall.value])).toEqual([
    ['macs', 300, 1],
    ['params', 300, -1],
  ]);
});

it('has parameters and multiply-adds where nothing was scored', async () => {
  expect(scorePanel([]).map(({ score, networks }) => [score, networks])).toEqual([
    ['params', 0],
    ['macs', 0],
  ]);
});
