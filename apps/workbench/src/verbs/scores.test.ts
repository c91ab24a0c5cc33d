import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureHash, costOf, zoo } from '@isoflop/blocks';
import { openStore } from '@isoflop/results-store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scoresVerb } from './scores.js';

const BUDGET = 1_000_000;
let folder: string;
let url: string;

/**
 * Within the band of the budget synflow ranks networks as accuracy does and multiply-adds the other way round; outside it small networks are bad and large ones
 * good. A finalist contradicts everything.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-scores-'));
  url = join(folder, 'scores.db');
  const store = await openStore(url, { create: true });
  await store.createStudy({ name: 'study', spec: { budget: { macs: BUDGET, band: 0.1 } } });
  const architecture = zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 10 });
  const finish = async (macs: number, accuracy: number, synflow: number, kind: 'search' | 'finalist' = 'search') => {
    const { params, activations, weightsBytes } = costOf(architecture);
    const identity = { hash: architectureHash(architecture), architecture };
    const cost = { macs: Math.round(macs), params, activations, weightsBytes };
    const { id } = await store.createTrial('study', { kind, params: {}, architecture: identity, seed: 1, cost });
    await store.finishTrial(await store.startTrial(id), { state: 'complete', accuracy, facts: { scores: { synflow } } });
  };
  for (let i = 0; i < 8; i++) await finish(BUDGET * (1.08 - 0.02 * i), 0.8 + 0.01 * i, i);
  for (let i = 0; i < 8; i++) await finish(BUDGET * (0.2 + 0.05 * i), 0.3 + 0.01 * i, -i);
  await finish(2 * BUDGET, 0.99, -9);
  await finish(BUDGET, 0.1, 100, 'finalist');
  await store.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function scores(): Promise<{ readonly text: string; readonly document: unknown }> {
  const shown: string[] = [];
  let document: unknown;
  const io = {
    say: () => {},
    show: (text: string) => void shown.push(text),
    answer: (answer: unknown) => {
      document = answer;
    },
  };
  await scoresVerb(io).exitOverride().parseAsync(['node', 'scores', 'study', '--store', url]);
  return { text: shown.join('\n'), document };
}

it('ranks the candidates within the band of the budget alone, with parameters and multiply-adds beside every score', async () => {
  const { document, text } = await scores();
  expect(document).toMatchObject({
    study: 'study',
    panel: [
      { score: 'synflow', networks: 8, kendall: { value: 1 }, spearman: { value: 1 } },
      { score: 'macs', networks: 8, kendall: { value: -1 }, spearman: { value: -1 } },
      { score: 'params', networks: 8, kendall: { value: null } },
    ],
  });
  expect(text).toMatch(/synflow +8 +1\.00/);
  expect(text).toMatch(/params +8 +- /);
});
