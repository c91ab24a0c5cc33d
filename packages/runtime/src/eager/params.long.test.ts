import { costOf, lower, zoo, zooEntries } from '@isoflop/blocks';
import { expect, test } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { buildModel } from './model.js';

test.each(zooEntries.map(({ name }) => name))('%s as published has as many parameters built as counted', async (name) => {
  const tf = await useBackend('cpu');
  const model = buildModel(tf, lower(zoo(name)), { seed: 1 });
  expect(model.countParams()).toBe(costOf(zoo(name)).params);
  model.dispose();
});
