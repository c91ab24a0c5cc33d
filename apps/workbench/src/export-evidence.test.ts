import type { Trial } from '@isoflop/results-store';
import type { FinalistSummary } from '@isoflop/search';
import { describe, expect, it } from 'vitest';
import { evidenceOf } from './export-evidence.js';

const trial = {
  number: 1,
  accuracy: 0.8,
  architectureHash: 'a',
  seed: 3,
  facts: { dataset: { name: 'fashion-mnist', validation: 1000 } },
} as unknown as Trial;
const spec = { dataset: 'fashion-mnist', budget: { macs: 2_000_000, band: 0.02 }, training: { recipe: 'quick', validationImages: 900 } };
const retrained = { ...trial, number: 7, kind: 'finalist', seed: 5 } as Trial;
const finalist = {
  trial,
  runs: [retrained, { ...retrained, number: 8, seed: 4 }, { ...retrained, number: 6, seed: 6 }],
  accuracy: { mean: 0.82, low: 0.8, high: 0.84 },
  testAccuracy: { mean: 0.81, low: 0.79, high: 0.83 },
} as FinalistSummary;

describe('what an export says of a trial', () => {
  it('is the test accuracy over seeds where the trial is one of a finalist, with the recipe of finalists', () => {
    const { accuracy, interval, basis } = evidenceOf(retrained, spec, [finalist]);
    expect([accuracy, interval]).toEqual([0.81, [0.79, 0.83]]);
    const longer = { ...spec, finalists: { training: { recipe: 'thorough' } } };
    expect([evidenceOf(retrained, longer, [finalist]).recipe, evidenceOf(trial, longer, [finalist]).recipe]).toEqual(['thorough', 'quick']);
    expect(basis).toBe('test split, mean of 3 seeds; the weights are of seed 5');
  });

  it('is the validation accuracy of one run otherwise, also where the same network was trained again for longer', () => {
    const { accuracy, interval, basis } = evidenceOf(trial, spec, [finalist]);
    expect(accuracy).toBe(0.8);
    // Wilson 1927, equation for 800 of 1000 at 95 %.
    expect(interval?.[0]).toBeCloseTo(0.7752, 3);
    expect(interval?.[1]).toBeCloseTo(0.8248, 3);
    expect(basis).toBe('validation split, one seed, 1000 images');
  });

  it('has no interval where the number of images is not known', () => {
    expect(evidenceOf({ ...trial, facts: null }, {}, []).interval).toBeUndefined();
  });

  it('states the budget with its convention, the data and their licence', () => {
    expect(evidenceOf(trial, spec, [])).toMatchObject({
      budget: '2M MACs (multiply-adds of one image), within 2 %',
      dataset: 'fashion-mnist',
      licence: 'MIT, Copyright 2017 Zalando SE',
      recipe: 'quick',
      seed: 3,
    });
    expect(evidenceOf({ ...trial, facts: null }, null, [])).toMatchObject({
      dataset: 'unknown',
      licence: 'not known: the data are your own',
    });
  });
});
