import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { openStore, type ResultsStore, type Trial } from '@isoflop/results-store';
import { createServer, type DashboardServer } from 'isoflop';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowser } from './browser.js';
import { addFinishedStudy, addRunningStudy, BUDGET_MACS } from './dashboard/sample-study.js';

// A browser on a busy machine; axe alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const STUDY = 'fashion-2m';
const LIVE_STUDY = 'textures-live';

let folder: string;
let store: ResultsStore;
let server: DashboardServer;
let browser: Browser;
let page: Page;
let finishNextTrial: () => Promise<number>;
/** Whatever the page complained of: exceptions, refused scripts or styles, failed requests. */
let complaints: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-dashboard-'));
  store = await openStore(`sqlite:${join(folder, 'studies.db')}`, { staleAfterSeconds: 3600 });
  await addFinishedStudy(store, STUDY);
  finishNextTrial = await addRunningStudy(store, LIVE_STUDY);
  server = await createServer({ store });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

async function open(search: string): Promise<void> {
  await page.goto(`${server.url}/${search}`);
  await page.locator('.marks').waitFor();
}

/** The front by definition: complete search trials that no other one matches in both and beats in one. */
async function frontByDefinition(): Promise<Trial[]> {
  const trials = await store.trials(STUDY, { states: ['complete'], kinds: ['search'] });
  const beats = (a: Trial, b: Trial) =>
    a.cost.macs <= b.cost.macs && a.accuracy! >= b.accuracy! && (a.cost.macs < b.cost.macs || a.accuracy! > b.accuracy!);
  return trials.filter((trial) => !trials.some((other) => beats(other, trial)));
}

function marks(role: string): Promise<{ trial: number; macs: number; accuracy: number }[]> {
  return page.locator(`.marks [data-role="${role}"]`).evaluateAll((elements) =>
    elements.map((element) => {
      const { trial, macs, accuracy } = (element as SVGElement).dataset;
      return { trial: Number(trial), macs: Number(macs), accuracy: Number(accuracy) };
    }),
  );
}

const tableColumn = (column: number) => page.locator(`tbody tr[data-trial] td:nth-child(${column})`).allInnerTexts();
const selectedRow = () => page.locator('tbody tr[aria-current="true"]').getAttribute('data-trial');
const configuration = () => page.locator('.trial-panel .pairs').first().locator('dd').allInnerTexts();

describe('the study list', () => {
  it('names every study with its state, progress and best accuracy, newest first', async () => {
    await open('');
    const links = await page.locator('.study-list a').allInnerTexts();
    expect(links).toHaveLength(2);
    expect(links[0]).toMatch(/textures-live\s+running\s+9\/16 trials · best \d\d\.\d\d %/);
    const best = (await store.studies()).find(({ name }) => name === STUDY)!.best!;
    expect(links[1]).toMatch(/fashion-2m\s+complete\s+31\/31 trials/);
    expect(links[1]).toContain(`best ${(best.accuracy! * 100).toFixed(2)} %`);
  });

  it('opens a study, and Back returns', async () => {
    await open('');
    await page.getByRole('link', { name: STUDY }).click();
    await page.getByRole('heading', { level: 2, name: STUDY }).waitFor();
    expect(new URL(page.url()).searchParams.get('study')).toBe(STUDY);
    await page.goBack();
    await page.getByRole('heading', { level: 2, name: LIVE_STUDY }).waitFor();
  });
});

describe('the Pareto front', () => {
  it('is drawn from the trials of the store', async () => {
    await open(`?study=${STUDY}`);
    const expected = (await frontByDefinition()).map(({ number, cost, accuracy }) => ({
      trial: number,
      macs: cost.macs,
      accuracy: accuracy!,
    }));
    expect(expected.length).toBeGreaterThan(3);
    expect(await marks('front')).toEqual(expected.sort((a, b) => a.macs - b.macs));
    const complete = await store.trials(STUDY, { states: ['complete'] });
    expect((await marks('dominated')).length + expected.length + 3).toBe(complete.length);
    expect((await marks('baseline')).length).toBe(3);
  });

  it('places marks by their values, and its line passes through every member', async () => {
    await open(`?study=${STUDY}`);
    for (const axis of ['linear', 'log']) {
      await page.getByRole('radio', { name: axis }).check();
      const places = await page
        .locator('.marks [data-role="front"]')
        .evaluateAll((elements) =>
          elements.map((element) => /translate\((.+),(.+)\)/.exec(element.getAttribute('transform')!)!.slice(1).map(Number)),
        );
      const line = await page.locator('.front-line').getAttribute('d');
      for (const [index, [x, y]] of places.entries()) {
        expect(line).toContain(
          `${index === 0 ? 'M' : 'H'}${Math.round(x! * 10) / 10}${index === 0 ? ',' : 'V'}${Math.round(y! * 10) / 10}`,
        );
        if (index > 0) expect(x! > places[index - 1]![0]! && y! < places[index - 1]![1]!).toBe(true);
      }
    }
  });

  it('shows the budget and the names of the baselines', async () => {
    await open(`?study=${STUDY}`);
    expect(await page.locator('.budget text').innerHTML()).toBe('budget 2M');
    expect(BUDGET_MACS).toBe(2_000_000);
    expect((await page.locator('.baseline-labels text').allTextContents()).sort()).toEqual(['depth only', 'resolution only', 'width only']);
  });

  it('shows the configuration of the mark under the pointer', async () => {
    await open(`?study=${STUDY}`);
    const [member] = await frontByDefinition();
    await page.locator(`.marks [data-trial="${member!.number}"]`).hover();
    const tip = await page.locator('.tip').innerText();
    expect(tip).toContain(`Trial ${member!.number}`);
    expect(tip).toMatch(new RegExp(`resolution\\s+${member!.params.resolution}`));
    await page.mouse.move(5, 5);
    expect(await page.locator('.tip').count()).toBe(0);
  });

  it('serves the keyboard: arrows go from the cheapest to the dearest, Enter selects', async () => {
    await open(`?study=${STUDY}`);
    await page.locator('.marks').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const second = (await store.trials(STUDY, { states: ['complete'], orderBy: 'macs', offset: 1, limit: 1 }))[0]!;
    expect(await selectedRow()).toBe(String(second.number));
    const id = await page.locator(`.marks [data-trial="${second.number}"]`).getAttribute('id');
    expect(await page.locator('.marks').getAttribute('aria-activedescendant')).toBe(id);
  });
});

describe('the selection', () => {
  it('is shared by the plot, the table, the panel and the address', async () => {
    await open(`?study=${STUDY}`);
    const member = (await frontByDefinition()).at(-1)!;
    await page.locator(`.marks [data-trial="${member.number}"]`).click();
    expect(await selectedRow()).toBe(String(member.number));
    expect(new URL(page.url()).searchParams.get('trial')).toBe(String(member.number));
    await page.locator('.trial-panel .curve-main').waitFor();
    expect(await page.locator('.trial-panel h3').innerText()).toBe(`Trial ${member.number}`);
    expect(await page.locator('.trial-panel .accuracy').innerText()).toBe(`${(member.accuracy! * 100).toFixed(2)} %`);
    expect(await configuration()).toContain(String(member.params.resolution));
    expect(await page.locator('.curve-main circle').count()).toBe(6);
  });

  it('is brought into view in the table, and read from the address', async () => {
    await open(`?study=${STUDY}&trial=33`);
    await page.locator('tbody tr[aria-current="true"]').waitFor();
    const inView = await page.locator('.table-box').evaluate((box) => {
      const row = box.querySelector('tr[aria-current]')!.getBoundingClientRect();
      const frame = box.getBoundingClientRect();
      return row.top >= frame.top + row.height - 1 && row.bottom <= frame.bottom + 1;
    });
    expect(inView).toBe(true);
    expect(await page.locator('.ring-selected').count()).toBe(1);
  });

  it('shows why a trial failed', async () => {
    await open(`?study=${STUDY}&trial=11`);
    expect(await page.locator('.reason').innerText()).toBe('the loss is not a number after epoch 2');
    await page.getByText('Log', { exact: true }).click();
    expect(await page.locator('.trial-panel pre').last().innerText()).toContain('epoch 2 loss NaN');
  });

  it('can be made in the table with the keyboard, and cleared', async () => {
    await open(`?study=${STUDY}`);
    await page.locator('tbody tr[data-trial="3"] button').focus();
    await page.keyboard.press('Enter');
    expect(await selectedRow()).toBe('3');
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    expect(await page.locator('tr[aria-current]').count()).toBe(0);
    expect(new URL(page.url()).searchParams.has('trial')).toBe(false);
  });

  it('of a trial that does not exist is told', async () => {
    await open(`?study=${STUDY}&trial=999`);
    await page.getByText('This study has no trial 999.').waitFor();
  });
});

describe('the table', () => {
  it('sorts by accuracy with the best first, then the other way, trials without one always last', async () => {
    await open(`?study=${STUDY}`);
    const accuracy = page.getByRole('columnheader', { name: 'Accuracy' });
    await accuracy.getByRole('button').click();
    expect(await accuracy.getAttribute('aria-sort')).toBe('descending');
    const best = await store.trials(STUDY, { orderBy: 'accuracy', direction: 'descending', limit: 10 });
    expect((await tableColumn(3)).slice(0, 10)).toEqual(best.map((trial) => `${(trial.accuracy! * 100).toFixed(2)} %`));
    await accuracy.getByRole('button').click();
    const worst = await store.trials(STUDY, { orderBy: 'accuracy', direction: 'ascending', limit: 10 });
    expect((await tableColumn(3)).slice(0, 10)).toEqual(worst.map((trial) => `${(trial.accuracy! * 100).toFixed(2)} %`));
    await page.locator('.table-box').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await expect.poll(async () => (await tableColumn(3)).at(-1)).toBe('–');
  });

  it('has every trial and a column for every setting that differs', async () => {
    await open(`?study=${STUDY}`);
    expect(await page.locator('.table-box table').getAttribute('aria-rowcount')).toBe('35');
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(
      expect.arrayContaining(['MACs', 'Parameters', 'resolution', 'width', 'depth', 'kernel', 'expansion']),
    );
  });
});

describe('a running study', () => {
  it('is followed while it runs', async () => {
    await open(`?study=${LIVE_STUDY}`);
    expect(await page.locator('.live').count()).toBe(1);
    const number = await finishNextTrial();
    await page.locator(`.marks [data-trial="${number}"]`).waitFor({ timeout: 10_000 });
    await page.locator('.facts').getByText('10 of 16').waitFor();
  });
});

describe('every theme and width', () => {
  const cases = (['light', 'dark'] as const).flatMap((theme) => [360, 768, 1280, 1920].map((width) => [theme, width] as const));

  it.each(cases)('%s at %d px overflows nowhere and has no accessibility fault', async (theme, width) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await open(`?study=${STUDY}&trial=9`);
    await page.locator('.curve-main').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  });
});

describe('what is not there', () => {
  it('an unknown study is told, and the others are still offered', async () => {
    await page.goto(`${server.url}/?study=nope`);
    await page.getByRole('heading', { name: 'There is no study “nope”' }).waitFor();
    expect(await page.locator('.study-list a').count()).toBe(2);
  });

  it('an empty store says how to start a search', async () => {
    const empty = await createServer({ store: await openStore('memory:') });
    await page.goto(empty.url);
    await page.getByRole('heading', { name: 'No study yet' }).waitFor();
    await empty.close();
  });

  it('a server that is gone is told, and what was read stays', async () => {
    const passing = await createServer({ store });
    await page.goto(`${passing.url}/?study=${STUDY}`);
    await page.locator('.marks').waitFor();
    await passing.close();
    await page.getByRole('alert').filter({ hasText: 'the server does not answer' }).waitFor({ timeout: 30_000 });
    expect((await marks('front')).length).toBeGreaterThan(3);
    complaints = complaints.filter((complaint) => !complaint.includes('ERR_CONNECTION_REFUSED'));
  });

  it.each([
    [`/api/studies/${STUDY}/trials/999`, 404],
    ['/api/studies/nope/front', 404],
    [`/api/studies/${STUDY}/trials?limit=-1`, 400],
  ])('%s answers %d with an error in JSON', async (path, status) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(status);
    expect(Object.keys((await response.json()) as object)).toEqual(['error']);
  });
});
