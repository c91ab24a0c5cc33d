import { zoo } from '@isoflop/blocks';
import { expect, it } from 'vitest';
import { largestLogit, makeProbes } from '../probes.js';
import { asTrained, drawnExportable } from './agreement.js';

it('a network in the state that training leaves is the same each time, with logits of the size asked for', async () => {
  const network = zoo('mobilenet_v2', { width: 0.35, resolution: 32, classes: 4 });
  const [first, second] = [1, 2].map(async () => asTrained(await drawnExportable(network, 1), 10));
  expect((await second).weights).toEqual((await first).weights);
  expect(largestLogit(makeProbes(await first))).toBeCloseTo(10, 3);
});
