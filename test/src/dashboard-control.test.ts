import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { dashboardUnderTest, forEachPage } from './dashboard/dashboard-under-test.js';
import { saved, visit } from './dashboard/page-under-test.js';
import { start } from './isoflop.js';

// A search in a process of its own, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const STUDY = 'steered';
const PLANNED = 30;

/** Looks candidates up in a table of its own, as many of them as the file `allowed` says; the others wait for it to say more. */
const TABLE = `import { readFileSync } from 'node:fs';
let asked = 0;
export default async ({ params: { resolution, width, depth } }, { signal }) => {
  const turn = ++asked;
  const allowed = () => Number(readFileSync(new URL('allowed', import.meta.url), 'utf8'));
  while (turn > allowed() && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
  return { accuracy: { 32: 0.8, 40: 0.83, 48: 0.85, 56: 0.86, 64: 0.87 }[resolution] + { 0.5: 0, 0.75: 0.02, 1: 0.03 }[width] + depth / 100 };
};`;

const EXPERIMENT = `name: ${STUDY}
dataset: table
space: { preset: efficientnet-scaling, resolution: [32, 40, 48, 56, 64], width: [0.5, 0.75, 1], depth: [0.5, 1, 1.5] }
budget: { macs: 40M }
search: { sampler: random, trials: ${PLANNED}, seed: 1 }
evaluator: { kind: module, file: table.mjs, classes: 10 }
runtime: { workers: 2 }
`;

let files: string;
let storeUrl: string;
const under = dashboardUnderTest({
  server: (folder, url) => {
    files = join(folder, 'files');
    storeUrl = url;
    mkdirSync(files);
    writeFileSync(join(files, 'table.mjs'), TABLE);
    writeFileSync(join(files, 'steered.yaml'), EXPERIMENT);
    return { storeUrl, files, artifacts: join(folder, 'artifacts') };
  },
});
let page: Page;
forEachPage(under, (opened) => {
  page = opened.page;
});

/** How many candidates a process may measure. */
const allow = (candidates: number) => writeFileSync(join(files, 'allowed'), `${candidates}`);
const search = () =>
  under.store.summary(STUDY).then(({ state, request, runner, counts }) => ({ state, request, runner, ...counts.search }));
const progress = (done: number) => page.locator('.progress-line').getByText(`${done} of ${PLANNED} trials`).waitFor({ timeout: 30_000 });
const press = (name: string) => page.locator('.study-controls').getByRole('button', { name, exact: true }).click();
const offered = () => page.locator('.study-controls').getByRole('button').allInnerTexts();
const state = (name: string) => page.locator(`.study-head .state-${name}`).waitFor({ timeout: 30_000 });

it('a search that a terminal runs is watched with its progress and time left, paused, resumed and stopped from the page', async () => {
  allow(4);
  const terminal = start(files, 'search', 'steered.yaml', '--store', storeUrl);
  await terminal.line(/trial 4 .*done/);
  await visit(page, `${under.server.url}/?study=${STUDY}`);
  await progress(4);
  allow(10);
  await progress(10);
  expect(await page.locator('.progress-bar').getAttribute('aria-label')).toBe(`10 of ${PLANNED} trials done`);
  const ends = (await under.store.trials(STUDY, { states: ['complete'] })).map(({ finishedAt }) => finishedAt!);
  const seconds = ((PLANNED - 10) * (Math.max(...ends) - Math.min(...ends))) / 1000 / (ends.length - 1);
  await expect.poll(async () => secondsOf(await page.locator('.progress-line span').innerText())).toBeCloseTo(seconds, 0);

  await press('Pause');
  await state('paused');
  expect(await search()).toMatchObject({ state: 'paused', request: 'pause', runner: { alive: true } });
  expect(await offered()).toEqual(['Resume', 'Stop', 'Cancel']);
  allow(14);
  await progress(12);
  expect(await search()).toMatchObject({ complete: 12, running: 0 });

  await press('Resume');
  await state('running');
  await progress(14);
  // Nothing was started between the two.
  const kinds = (await under.store.events({ study: STUDY })).map(({ kind }) => kind);
  const whilePaused = kinds.slice(kinds.indexOf('study-paused'), kinds.lastIndexOf('study-running'));
  expect(whilePaused.filter((kind) => kind === 'trial-started')).toEqual([]);

  await press('Stop');
  await page.getByText('asked to stop…').waitFor();
  await expect.poll(offered).toEqual(['Cancel']);
  // The process looks once a second what it is asked; until it has, it starts others.
  let code: number | null | undefined;
  void terminal.finished.then((finished) => {
    code = finished.code;
  });
  for (let allowed = 16; code === undefined; allowed += 2) {
    allow(allowed);
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
  expect(code).toBe(0);
  await state('paused');
  expect(await offered()).toEqual(['Resume']);
  expect(await search()).toMatchObject({ state: 'paused', request: null, runner: undefined, running: 0, queued: 0 });
  expect((await search()).complete).toBeLessThan(PLANNED);
});

it('it is resumed by a process that the server starts, cancelled after asking, and made to its end', async () => {
  allow(2);
  const { complete: before } = await search();
  await visit(page, `${under.server.url}/?study=${STUDY}`);
  await press('Resume');
  await state('running');
  await progress(before + 2);
  await expect.poll(async () => (await search()).running).toBe(2);
  await press('Cancel');
  await press('Let it run');
  expect(await search()).toMatchObject({ state: 'running', request: null });
  await press('Cancel');
  await press('Cancel the search');
  await state('paused');
  expect(await offered()).toEqual(['Resume']);
  await page.locator('.outcomes .state-queued').waitFor();
  expect(await search()).toMatchObject({ state: 'paused', request: null, complete: before + 2, running: 0, queued: 2 });
  allow(100);
  await press('Resume');
  await progress(PLANNED);
  await state('complete');
  expect(await offered()).toEqual([]);
  expect(await search()).toMatchObject({ state: 'complete', complete: PLANNED, running: 0, queued: 0 });
});

it('its timeline has a lane for each slot that ran trials', async () => {
  await visit(page, `${under.server.url}/?study=${STUDY}&view=history`);
  const { content } = await saved(page, 'Timeline by worker', 'JSON');
  const drawn = JSON.parse(content.toString()) as { trial: number; worker: string; lane: number }[];
  const stored = await under.store.trials(STUDY);
  expect(new Map(drawn.map(({ trial, worker }) => [trial, worker]))).toEqual(new Map(stored.map(({ number, worker }) => [number, worker])));
  expect(new Set(drawn.map(({ worker, lane }) => `${worker} in lane ${lane}`))).toEqual(new Set(['1 in lane 1', '2 in lane 2']));
  const timeline = page.locator('.plot-card', { has: page.getByRole('heading', { name: 'Timeline by worker' }) });
  expect(await timeline.locator('.axes text').allTextContents()).toEqual(expect.arrayContaining(['slot 1', 'slot 2']));
});

/** What `about 1 min 3 s to go` says. */
function secondsOf(text: string): number {
  const units = { h: 3600, min: 60, s: 1 };
  return [...text.matchAll(/([\d.]+) (h|min|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as 'h'], 0);
}
