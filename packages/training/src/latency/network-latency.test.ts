import { parseArchitecture } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { expect, it } from 'vitest';
import { networkLatency } from './network-latency.js';

it('times a network without any data set, one image and a batch', async () => {
  const network = parseArchitecture({
    name: 'small',
    input: { height: 9, width: 7, channels: 2 },
    stem: [{ kind: 'conv', channels: 4, kernel: 3, stride: 2 }],
    stages: [],
    head: [{ kind: 'global-pool' }, { kind: 'classifier', classes: 3 }],
  });
  // The clock goes on by a second whenever it is read, which ends the measurement after the fewest runs.
  let seconds = 0;
  const now = () => 1000 * seconds++;
  const latency = await networkLatency(await openBackend('cpu'), network, { now, pause: async () => {}, batch: 8 });
  expect(latency.map(({ batch, runs, medianMs }) => ({ batch, runs, medianMs }))).toEqual([
    { batch: 1, runs: 5, medianMs: 1000 },
    { batch: 8, runs: 5, medianMs: 1000 },
  ]);
});
