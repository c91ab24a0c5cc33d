import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../testing/small-study.js';
import { openEvaluator } from './open-evaluator.js';
import { trialLogPath } from './trial-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-train-evaluator-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = `name: study
dataset: textures
space: { preset: mbconv, resolution: [8, 12], width: [0.5, 1], depth: [1], stages: [{ channels: 8 }], head: { channels: 16 } }
budget: { macs: 1M }
search: { trials: 8, sampler: random, seed: 1, fidelity: { epochs: [1, 2] } }
training: { trainImages: 128, validationImages: 64 }
runtime: { backend: wasm, workers: 1 }
`;

it('trains a candidate that was stopped at a rung from where it stopped, and leaves weights and log, but no checkpoint', {
  timeout: 120_000,
}, async () => {
  const store = await openStore('memory:');
  const experiment = parseExperiment(text, 'study.yaml');
  const evaluate = await openEvaluator({ experiment, experimentFile: 'study.yaml', artifacts: folder, facts: {} });
  await run(store, text, { evaluate, data: { channels: 1, classes: 10 } });

  const reopened = new Set(
    (await store.events({ study: 'study' })).flatMap(({ kind, trial }) => (kind === 'trial-reopened' ? [trial] : [])),
  );
  expect(reopened.size).toBeGreaterThan(0);
  for (const trial of await store.trials('study')) {
    const artifacts = await store.artifacts(trial.id);
    expect(artifacts.map(({ kind }) => kind)).toEqual(
      reopened.has(trial.number) ? ['log', 'weights'] : trial.state === 'complete' ? ['weights', 'log'] : ['log'],
    );
    for (const { path } of artifacts) expect(existsSync(join(folder, path))).toBe(true);
    expect(await readdir(join(folder, 'study', `trial-${trial.number}`))).not.toContain('checkpoint.safetensors');

    const log = await readFile(join(folder, trialLogPath('study', trial.number)), 'utf8');
    const trained = log.split('\n').filter((line) => /epoch \d/.test(line) && !line.includes('checkpoint'));
    expect(trained.map((line) => /epoch (\d)/.exec(line)?.[1])).toEqual(trial.state === 'complete' ? ['1', '2'] : ['1']);
    expect(log.includes('epoch 1/2') && log.includes('(from the checkpoint)')).toBe(reopened.has(trial.number));
  }
});
