import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { describeNative } from '@isoflop/runtime/testing';
import { parseExperiment } from '@isoflop/search-space';
import { expect, it } from 'vitest';
import { run } from '../testing/small-study.js';
import { openEvaluator } from './open-evaluator.js';

const text = `name: study
dataset: textures
space: { preset: mbconv, resolution: [8], width: [1], depth: [1], stages: [{ channels: 8 }], head: { channels: 16 } }
budget: { macs: 1M }
search: { trials: 1, sampler: random, seed: 1 }
training: { epochs: 1, trainImages: 128, validationImages: 64 }
runtime: { backend: cpu, workers: 1 }
`;

await describeNative('a trial on native TensorFlow', () => {
  it('keeps which engine trained it and what the check of its convolutions’ gradients found', { timeout: 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isoflop-native-trial-'));
    try {
      const store = await openStore('memory:');
      const experiment = parseExperiment(text, 'study.yaml');
      const evaluate = await openEvaluator({ experiment, experimentFile: 'study.yaml', artifacts: folder, facts: {} });
      await run(store, text, { evaluate, data: { channels: 1, classes: 10 } });
      const trials = await store.trials('study');
      expect(trials.length).toBeGreaterThan(0);
      for (const { state, facts } of trials) {
        expect(state).toBe('complete');
        expect(facts).toMatchObject({ backend: 'cpu', engine: 'graph', gradients: { detoured: [] } });
        const gradients = facts?.gradients as { checked: number; worstError: number } | undefined;
        expect(gradients?.checked).toBeGreaterThan(2);
        expect(gradients?.worstError).toBeGreaterThan(0);
        expect(gradients?.worstError).toBeLessThan(1e-4);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
