import type { Trial } from '@isoflop/results-store';
import { createServer } from 'isoflop';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { dashboardUnderTest, forEachPage } from './dashboard/dashboard-under-test.js';
import { type PageUnderTest, saved, visit } from './dashboard/page-under-test.js';
import { addRunningStudy, type RunningStudy } from './dashboard/sample-study.js';
import { type Running, start } from './isoflop.js';

// A browser on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const STUDY = 'textures-live';

let opened: PageUnderTest;
let page: Page;
let study: RunningStudy;
let storeUrl: string;

const under = dashboardUnderTest({
  store: { staleAfterSeconds: 3600 },
  fill: async (store) => {
    study = await addRunningStudy(store, STUDY);
  },
  server: (_, url) => {
    storeUrl = url;
    return {};
  },
});
forEachPage(under, (given) => {
  opened = given;
  page = given.page;
});

const open = (view: string, url = under.server.url) => visit(page, `${url}/?study=${STUDY}&view=${view}`);
const mark = (trial: number) => page.locator(`.marks [data-trial="${trial}"]`);
const reconnecting = () => page.getByText('reconnecting…').waitFor();
const live = () => page.getByText('live', { exact: true }).waitFor({ timeout: 30_000 });
const report = (trial: Trial, epoch: number, value: number) =>
  under.store.reportMetrics(trial, [{ epoch, name: 'val-accuracy', value, seconds: epoch * 3 }]);

it('marks and counts of a running study follow it', async () => {
  await open('front');
  await live();
  const before = (await under.store.summary(STUDY)).counts.search;
  await mark(await study.finishNext()).waitFor({ timeout: 10_000 });
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText(`${before.complete + before.failed + 1} of 16 trials`).waitFor();
});

it('curves of running trials grow epoch by epoch, and begin anew with an attempt that does', async () => {
  const trial = await study.startNext();
  await report(trial, 1, 0.31);
  await open('overview');
  const item = page.locator('.running li', { hasText: `Trial ${trial.number}` });
  await item.getByText('epoch 1, 31.00 %').waitFor();
  await report(trial, 2, 0.42);
  await report(trial, 3, 0.48);
  await item.getByText('epoch 3, 48.00 %').waitFor();
  await expect.poll(() => item.locator('.curve circle').count()).toBe(3);
  await page.getByRole('link', { name: 'Curves', exact: true }).click();
  await report(trial, 4, 0.5);
  const epochs = async () => {
    const { content } = await saved(page, 'Training curves', 'JSON');
    return (JSON.parse(content.toString()) as { trial: number; epoch: number }[])
      .filter((point) => point.trial === trial.number)
      .map(({ epoch }) => epoch);
  };
  await expect.poll(epochs).toEqual([1, 2, 3, 4]);

  const again = await under.store.startTrial((await under.store.requeueTrial(trial)).id);
  await report(again, 1, 0.2);
  await expect.poll(epochs).toEqual([1]);
  await page.getByRole('link', { name: 'Overview' }).click();
  await item.getByText('epoch 1, 20.00 %').waitFor();
});

it('a server that is killed in the middle of the stream and started again is followed on: nothing is missed, and writing works', async () => {
  const first = await dashboardProcess();
  await open('front', first.url);
  await live();
  await mark(await study.finishNext()).waitFor({ timeout: 10_000 });
  first.process.process.kill('SIGKILL');
  await first.process.finished;
  await reconnecting();
  // What happens while no server is there.
  const [finished, running] = [await study.finishNext(), await study.startNext()];
  await report(running, 1, 0.37);
  const second = await dashboardProcess(new URL(first.url).port);
  try {
    await mark(finished).waitFor({ timeout: 30_000 });
    await page.getByRole('link', { name: 'Overview' }).click();
    await page
      .locator('.running li', { hasText: `Trial ${running.number}` })
      .getByText('epoch 1, 37.00 %')
      .waitFor();
    await report(running, 2, 0.44);
    await page.getByText('epoch 2, 44.00 %').waitFor();
    // The new server has other tokens than the one that served the page.
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('the server was killed here');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('the server was killed here').waitFor();
    expect((await under.store.annotations(STUDY))[0]).toMatchObject({ trial: null, note: 'the server was killed here' });
    expectOutage(opened.complaints.splice(0));
  } finally {
    await page.goto('about:blank');
    second.process.process.kill('SIGKILL');
    await second.process.finished;
  }
});

it('a stream that is answered with an error, as by a proxy before its server is there, is asked for again', async () => {
  let refusals = 0;
  await page.route('**/stream?*', async (route) => {
    if (++refusals > 2) return route.fallback();
    await route.fulfill({ status: 503, body: 'no server yet' });
  });
  await open('front');
  await live();
  await mark(await study.finishNext()).waitFor({ timeout: 10_000 });
  expect(opened.complaints.splice(0)).toHaveLength(2);
});

it('a server that is gone is told, and what was read stays', async () => {
  const passing = await createServer({ store: under.store });
  await open('front', passing.url);
  const marks = await page.locator('.marks [data-role="front"]').count();
  await passing.close();
  await reconnecting();
  expect(marks).toBeGreaterThan(3);
  expect(await page.locator('.marks [data-role="front"]').count()).toBe(marks);
  expectOutage(opened.complaints.splice(0));
});

/** `isoflop dashboard` as a process of its own, which can be killed. */
async function dashboardProcess(port = '0'): Promise<{ readonly url: string; readonly process: Running }> {
  const process = start('.', 'dashboard', '--store', storeUrl, '--port', port);
  const url = /dashboard at (\S+)/.exec(await process.line(/dashboard at/))![1]!;
  return { url, process };
}

/** The browser complains of nothing but of requests that nobody answered, and of the token that the new server refused once. */
function expectOutage(complaints: readonly string[]): void {
  expect(
    complaints.filter((complaint) => !/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET)|403/.test(complaint)),
  ).toEqual([]);
}
