import { type Architecture, costOf, lower, zoo, zooEntries } from '@isoflop/blocks';
import { randomArchitecture } from '@isoflop/blocks/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { buildModel } from './model.js';

/** The learnable values of the model that TensorFlow.js holds. */
async function builtParams(architecture: Architecture): Promise<number> {
  const tf = await useBackend('cpu');
  const model = buildModel(tf, lower(architecture), { seed: 1 });
  const params = model.trainable.reduce((sum, variable) => sum + variable.shape.reduce((product, size) => product * size, 1), 0);
  model.dispose();
  expect(tf.memory().numTensors).toBe(0);
  return params;
}

// Drawing billions of initial values takes minutes: the large ones are built as published by `npm run test:long`.
const QUICK = 12_000_000;

describe('the parameters counted are those of the model built', () => {
  const quick = zooEntries.filter((entry) => costOf(entry.build({})).params < QUICK);
  test.each(quick.map(({ name }) => name))('%s as published', async (name) => {
    expect(await builtParams(zoo(name))).toBe(costOf(zoo(name)).params);
  });

  test.each(zooEntries.map(({ name }) => name))('%s an eighth as wide, with 7 classes and 1 channel', async (name) => {
    const architecture = zoo(name, { width: 0.125, classes: 7, channels: 1 });
    expect(await builtParams(architecture)).toBe(costOf(architecture).params);
  });

  test('random architectures of every block', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 60, maxLength: 60 }),
        async (numbers) => {
          let next = 0;
          const architecture = randomArchitecture(() => numbers[next++ % numbers.length]);
          expect(await builtParams(architecture)).toBe(costOf(architecture).params);
        },
      ),
      { numRuns: 200 },
    );
  });
});
