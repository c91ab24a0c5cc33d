import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import { expect, it } from 'vitest';
import { openEvaluator } from '../evaluators/open-evaluator.js';
import { run } from '../testing/small-study.js';
import { scorePanel } from './score-panel.js';

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
  const taus = panel.map(({ kendall }) => kendall.value ?? -2);
  expect(taus).toEqual([...taus].sort((a, b) => b - a));
  await rm(folder, { recursive: true, force: true });
});

it('has parameters and multiply-adds where nothing was scored', async () => {
  expect(scorePanel([]).map(({ score, networks }) => [score, networks])).toEqual([
    ['params', 0],
    ['macs', 0],
  ]);
});
