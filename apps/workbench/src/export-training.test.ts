import type { Metric, Trial } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import { recipeNamed, withHalfTheBatch } from '@isoflop/training';
import { expect, it } from 'vitest';
import { trainingOf } from './export-training.js';

const quick = recipeNamed('quick');
const spec = parseExperiment(
  '{name: check, dataset: textures, space: mbconv, budget: {macs: 1M}, search: {trials: 1, seed: 4}, training: {recipe: quick, trainImages: 200}}',
  'check.yaml',
);
const trial = (batch: number) => ({ kind: 'search', seed: 7, facts: { backend: 'wasm', batch } }) as unknown as Trial;
const curve = [1, 2].map((epoch) => ({ epoch, name: 'loss', value: 1 / epoch })) as unknown as Metric[];

it('an export tells all that training the network anew takes, and the curve', () => {
  const told = trainingOf(trial(quick.batch), spec, curve);
  expect(told?.training).toMatchObject({ seed: 7, epochs: 2, recipe: quick, dataset: { name: 'textures', seed: 4 }, backend: 'wasm' });
  expect(told?.curve).toEqual(curve);
});

it('tells the batch and rate that were used where memory took half the batch', () => {
  expect(trainingOf(trial(quick.batch / 2), spec, curve)?.training?.recipe).toEqual(withHalfTheBatch(quick));
});
