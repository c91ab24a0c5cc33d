import { copyFileSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArchitecture } from '@isoflop/blocks';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { dashboardUnderTest, forEachPage } from './dashboard/dashboard-under-test.js';
import { faultsOf, visit } from './dashboard/page-under-test.js';

// A search in a process of its own, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FORMULA = `name: from-the-page
dataset: formula
space:
  preset: efficientnet-scaling
  resolution: [32, 48, 64]
  width: [0.5, 1]
  depth: [0.5, 1]
budget: { macs: 40M }
search: { sampler: random, trials: 6, seed: 1 }
evaluator: { kind: module, file: formula.mjs, classes: 10 }
runtime: { workers: 2 }
`;

const under = dashboardUnderTest({
  server: (folder, storeUrl) => {
    const files = join(folder, 'files');
    mkdirSync(files);
    copyFileSync(new URL('../../experiments/formula.mjs', import.meta.url), join(files, 'formula.mjs'));
    return { storeUrl, files, artifacts: join(folder, 'artifacts') };
  },
});
let page: Page;
forEachPage(under, (opened) => {
  page = opened.page;
});

/** Puts a text into the editor as a paste does. */
async function write(text: string): Promise<void> {
  await page.locator('.code-editor[data-ready="true"] .cm-content').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.locator('.cm-content').evaluate((content, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    content.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

it('the launch page names the line of what is wrong, completes by the schema and shows what fits', async () => {
  await visit(page, `${under.server.url}/?view=launch`);
  await write(FORMULA.replace('trials: 6', 'trials: 0'));
  await page.locator('.issues').getByText('9:').waitFor();
  expect(await page.locator('.issues').innerText()).toContain('search.trials');
  expect(await page.getByRole('button', { name: 'Start the search' }).isDisabled()).toBe(true);
  await write(FORMULA);
  await page.locator('.slice').first().waitFor();
  await page.getByLabel('Multiply-adds of one image').fill('7');
  await page.locator('.cm-content').getByText('10M').waitFor();
  await page.locator('.cm-content').press('ControlOrMeta+End');
  await page.keyboard.type('fin');
  await page.locator('.cm-tooltip-autocomplete').getByText('finalists').waitFor();
});

it('a search is launched from the page and watched until it is done', async () => {
  await visit(page, `${under.server.url}/?view=launch`);
  await write(FORMULA);
  await page.getByRole('button', { name: 'Start the search' }).click({ timeout: 30_000 });
  await page.getByRole('heading', { level: 2, name: 'from-the-page' }).waitFor();
  await page.locator('.study-head .state-complete').waitFor({ timeout: 90_000 });
  await page.getByText('6 of 6 trials').waitFor();
  const { best, counts } = await under.store.summary('from-the-page');
  expect(counts.search.complete).toBe(6);
  await page
    .locator('.facts')
    .getByText(`${(best!.accuracy! * 100).toFixed(2)} %`)
    .waitFor();
  await page.getByRole('link', { name: 'Front', exact: true }).click();
  const front = await under.store.front('from-the-page');
  await expect.poll(() => page.locator('.marks [data-role="front"]').count()).toBe(front.length);
});

it('a trial is exported, verified and downloaded', async () => {
  const { best } = await under.store.summary('from-the-page');
  await visit(page, `${under.server.url}/?study=from-the-page&view=trial&trial=${best!.number}`);
  for (const format of ['tfjs', 'onnx', 'card']) await page.getByLabel(format, { exact: true }).uncheck();
  await page.getByRole('button', { name: 'Export and verify' }).click();
  const link = page.locator('.export td a').first();
  await link.waitFor({ timeout: 90_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const document = JSON.parse(Buffer.concat(chunks).toString()) as { architecture?: unknown };
  const { name: _, ...exported } = parseArchitecture(document.architecture ?? document);
  const { name: __, ...stored } = (await under.store.architecture(best!.architectureHash))!;
  expect(exported).toEqual(stored);
});

it('notes and tags are written and found in the list', async () => {
  await visit(page, `${under.server.url}/?study=from-the-page`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('a formula, nothing was trained');
  await page.getByLabel('Tags, with commas between').fill('demo, formula');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('a formula, nothing was trained').waitFor();
  expect((await under.store.annotations('from-the-page'))[0]).toMatchObject({ trial: null, tags: ['demo', 'formula'] });
  await visit(page, `${under.server.url}/?find=demo`);
  expect(await page.locator('.study-name').allInnerTexts()).toEqual(['from-the-page']);
});

it('a trial is queued again, and a candidate with other settings', async () => {
  await visit(page, `${under.server.url}/?study=from-the-page&view=trial&trial=1`);
  await page.getByRole('button', { name: 'Measure it again' }).click();
  await page.getByRole('button', { name: 'trial 7' }).waitFor();
  expect(await under.store.trial('from-the-page', 7)).toMatchObject({ state: 'queued', rerunOf: 1 });
  await page.getByText('With other settings').click();
  await page.getByLabel('width').fill('1');
  await page.getByLabel('depth').fill('1');
  await page.getByLabel('resolution').fill('32');
  await page.getByRole('button', { name: 'Queue this candidate' }).click();
  await page.getByRole('button', { name: 'trial 8' }).waitFor();
  expect((await under.store.trial('from-the-page', 8)).params).toMatchObject({ width: 1, depth: 1, resolution: 32 });
});

it('a study is deleted after a question, and one that is being run stays', async () => {
  await under.store.createStudy({ name: 'held', spec: null });
  const lease = await under.store.acquireRunner('held', { pid: process.pid, host: hostname() });
  const names = async () => (await under.store.studies()).map(({ name }) => name).sort();
  await visit(page, under.server.url);
  for (const name of ['from-the-page', 'held']) await page.getByLabel(`Select ${name}`).check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete from-the-page for good?' });
  await dialog.getByText('held is being run and stays').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await names()).toEqual(['from-the-page', 'held']);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => page.locator('.study-name').allInnerTexts()).toEqual(['held']);
  expect(await names()).toEqual(['held']);
  await lease.release();
});
