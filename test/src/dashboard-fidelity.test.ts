import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Trial } from '@isoflop/results-store';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { dashboardUnderTest, forEachPage } from './dashboard/dashboard-under-test.js';
import { saved, visit } from './dashboard/page-under-test.js';
import { isoflop } from './isoflop.js';

// A search in a process of its own, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const STUDY = 'rungs';
const FULL_EPOCHS = 9;

/** A curve instead of training: whoever is cheap learns quickly, whoever is dear ends higher, as it is with real networks. */
const MODULE = `export default async ({ cost }, { epochs, signal, onEpoch }) => {
  const size = Math.log10(cost.macs);
  let accuracy = 0;
  for (let epoch = 1; epoch <= epochs && !signal.aborted; epoch++) {
    accuracy = (0.1 * size + 0.2) * (1 - Math.exp(-epoch * (8.5 - size) / 4));
    onEpoch({ epoch, epochs, trainLoss: 1 - accuracy, validationLoss: 1 - accuracy, validationAccuracy: accuracy, seconds: epoch });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { accuracy };
};`;

const EXPERIMENT = `name: ${STUDY}
dataset: formula
space: { preset: efficientnet-scaling, resolution: [32, 40, 48, 56, 64], width: [0.5, 0.75, 1], depth: [0.5, 1, 1.5] }
budget: { macs: 40M }
search: { sampler: random, trials: 24, seed: 3, fidelity: { method: asha, epochs: [1, 3, ${FULL_EPOCHS}] } }
training: { epochs: ${FULL_EPOCHS} }
evaluator: { kind: module, file: formula.mjs, classes: 10 }
runtime: { workers: 1 }
`;

const under = dashboardUnderTest({
  fill: async ({ url }) => {
    const folder = join(url.replace(/^sqlite:/, ''), '..');
    writeFileSync(join(folder, 'formula.mjs'), MODULE);
    writeFileSync(join(folder, 'rungs.yaml'), EXPERIMENT);
    const { code, stderr } = await isoflop(folder, 'search', 'rungs.yaml', '--store', url);
    expect([code, stderr]).toEqual([0, expect.anything()]);
  },
});
let page: Page;
forEachPage(under, (opened) => {
  page = opened.page;
});

const epochsOf = ({ facts }: Trial) => (facts as { epochs: number }).epochs;
const trials = async (state: 'complete' | 'pruned') => under.store.trials(STUDY, { states: [state], kinds: ['search'] });
const marks = (role?: string) =>
  page
    .locator(role === undefined ? '.marks [data-trial]' : `.marks [data-role="${role}"]`)
    .evaluateAll((elements) => elements.map((element) => Number((element as SVGElement).dataset.trial)).sort((a, b) => a - b));
const numbers = (given: readonly Trial[]) => given.map(({ number }) => number).sort((a, b) => a - b);
const open = (more = '') => visit(page, `${under.server.url}/?study=${STUDY}&view=front${more}`);

it('the front draws fully trained trials alone, and says how many were stopped after how many epochs', async () => {
  const [full, stopped] = [await trials('complete'), await trials('pruned')];
  expect(full.map(epochsOf)).toEqual(full.map(() => FULL_EPOCHS));
  expect(new Set(stopped.map(epochsOf))).toEqual(new Set([1, 3]));
  await open();
  expect(await marks()).toEqual(numbers(full));
  const [one, three] = [1, 3].map((epochs) => stopped.filter((trial) => epochsOf(trial) === epochs).length);
  await page
    .getByText(`${stopped.length} trials were stopped early and are not drawn: ${one} after 1 epoch, ${three} after 3 epochs.`)
    .waitFor();
});

it('others are drawn beside it with a mark for each rung, and never are members', async () => {
  await open('&trained=all');
  const stopped = await trials('pruned');
  expect(await marks('partial')).toEqual(numbers(stopped));
  const front = await under.store.front(STUDY);
  expect(await marks('front')).toEqual(numbers(front));
  for (const epochs of [1, 3]) {
    const outlines = await Promise.all(
      numbers(stopped.filter((trial) => epochsOf(trial) === epochs)).map((trial) =>
        page.locator(`.marks [data-trial="${trial}"] path`).getAttribute('d'),
      ),
    );
    const legend = page.locator('.legend li', { hasText: `stopped after ${epochs} epoch` }).locator('path');
    expect(new Set(outlines)).toEqual(new Set([await legend.getAttribute('d')]));
    expect(outlines[0]!.split('M')).toHaveLength(epochs === 1 ? 2 : 3);
  }
  const { content } = await saved(page, 'Pareto front', 'JSON');
  const rows = JSON.parse(content.toString()) as { trial: number; role: string; epochs: number }[];
  expect(rows.filter(({ role }) => role === 'stopped early').map(({ trial, epochs }) => [trial, epochs])).toEqual(
    stopped.map((trial) => [trial.number, epochsOf(trial)]),
  );
});

it('trials that were stopped at one rung have a front of their own', async () => {
  await open();
  await page.getByRole('combobox', { name: 'Trained' }).selectOption('1');
  const rung = (await trials('pruned')).filter((trial) => epochsOf(trial) === 1);
  expect(await marks()).toEqual(numbers(rung));
  const beaten = (trial: Trial) =>
    rung.some(
      (other) =>
        other.cost.macs <= trial.cost.macs &&
        other.accuracy! >= trial.accuracy! &&
        (other.cost.macs < trial.cost.macs || other.accuracy! > trial.accuracy!),
    );
  expect(await marks('front')).toEqual(numbers(rung.filter((trial) => !beaten(trial))));
  expect(new URL(page.url()).searchParams.get('trained')).toBe('1');
});
