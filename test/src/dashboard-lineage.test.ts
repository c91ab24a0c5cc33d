import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { dashboardUnderTest, forEachPage } from './dashboard/dashboard-under-test.js';
import { saved, visit } from './dashboard/page-under-test.js';
import { isoflop } from './isoflop.js';

// A search in a process of its own, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const STUDY = 'bred';
const EXPERIMENT = `name: ${STUDY}
dataset: formula
space: { preset: efficientnet-scaling, resolution: [32, 40, 48, 56, 64], width: [0.5, 0.75, 1], depth: [0.5, 1, 1.5] }
budget: { macs: 40M }
search: { sampler: evolution, trials: 40, seed: 1 }
evaluator: { kind: module, file: formula.mjs, classes: 10 }
runtime: { workers: 4 }
`;

const under = dashboardUnderTest({
  fill: async ({ url }) => {
    const folder = join(url.replace(/^sqlite:/, ''), '..');
    copyFileSync(new URL('../../experiments/formula.mjs', import.meta.url), join(folder, 'formula.mjs'));
    writeFileSync(join(folder, 'bred.yaml'), EXPERIMENT);
    expect(await isoflop(folder, 'search', 'bred.yaml', '--store', url)).toMatchObject({ code: 0 });
  },
});
let page: Page;
forEachPage(under, (opened) => {
  page = opened.page;
});

/** Everybody who is reached by going from trial to trial. */
function reached(from: number, next: (trial: number) => readonly number[]): Set<number> {
  const found = new Set<number>();
  for (let edge = next(from); edge.length > 0; edge = edge.flatMap(next).filter((trial) => !found.has(trial)))
    for (const trial of edge) found.add(trial);
  return found;
}

it('the lineage of a candidate is drawn from the trials that the sampler made it of, and walked along with the keyboard', async () => {
  const trials = await under.store.trials(STUDY);
  const parents = (trial: number) => trials[trial - 1]!.parents;
  const children = (trial: number) => trials.filter((other) => other.parents.includes(trial)).map(({ number }) => number);
  const { number } = trials.findLast((trial) => trial.parents.length > 0 && children(trial.number).length > 0)!;
  await visit(page, `${under.server.url}/?study=${STUDY}&view=architecture&trial=${number}`);
  const kin = page.locator('.kin');
  const { content } = await saved(page, `Lineage of trial ${number}`, 'JSON');
  const rows = JSON.parse(content.toString()) as { trial: number; generation: number; parents: string; changes: string }[];
  expect(await kin.count()).toBe(rows.length);
  for (const row of rows) expect(row.parents).toBe(parents(row.trial).join(' '));
  const [ancestors, descendants] = [reached(number, parents), reached(number, children)];
  for (const { trial, generation } of rows) {
    expect(generation === 0 ? trial === number : (generation < 0 ? ancestors : descendants).has(trial)).toBe(true);
  }
  expect(
    rows
      .filter(({ generation }) => generation === -1)
      .map(({ trial }) => trial)
      .sort(),
  ).toEqual([...parents(number)].sort());
  const drawnBefore = await kin.allInnerTexts();
  expect(drawnBefore.length).toBeGreaterThan(2);

  const [parent] = parents(number);
  const link = kin.filter({ hasText: new RegExp(`^Trial ${parent}, `) });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Lineage of trial ${parent}` }).waitFor();
  expect(await page.locator('.kin[aria-current="page"] title').textContent()).toMatch(new RegExp(`^Trial ${parent}, `));
  expect(new URL(page.url()).searchParams.get('trial')).toBe(String(parent));
  await page.goBack();
  await page.getByRole('heading', { name: `Lineage of trial ${number}` }).waitFor();
  const png = await saved(page, `Lineage of trial ${number}`, 'PNG');
  expect(png.content.subarray(1, 4).toString()).toBe('PNG');
});
