import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenOptions, openStore, type ResultsStore } from '@isoflop/results-store';
import { createServer, type DashboardServer } from 'isoflop';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openBrowser } from '../browser.js';
import { openPage, type PageUnderTest } from './page-under-test.js';

/** What the tests of a file look at; there from its first test on. */
export interface DashboardUnderTest {
  store: ResultsStore;
  server: DashboardServer;
  browser: Browser;
}

interface DashboardOptions {
  readonly store?: OpenOptions;
  /** Puts studies into the store before the server is there. */
  readonly fill?: (store: ResultsStore) => Promise<void>;
  /** What the server is given besides the store; may put files into the folder. */
  readonly server?: (folder: string, storeUrl: string) => Omit<Parameters<typeof createServer>[0], 'store'>;
}

/** A server over a store in a folder of its own, and a browser, for all tests of a file. */
export function dashboardUnderTest({ store: options, fill, server }: DashboardOptions): DashboardUnderTest {
  const under = {} as DashboardUnderTest;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isoflop-dashboard-'));
    const storeUrl = `sqlite:${join(folder, 'studies.db')}`;
    under.store = await openStore(storeUrl, options);
    await fill?.(under.store);
    under.server = await createServer({ ...server?.(folder, storeUrl), store: under.store });
    under.browser = await openBrowser();
  });
  afterAll(async () => {
    await under.browser?.close();
    await under.server?.close();
    await under.store?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return under;
}

/** Gives every test a page of its own, which must end without complaints. */
export function forEachPage(under: DashboardUnderTest, take: (opened: PageUnderTest) => void): void {
  let opened: PageUnderTest;
  beforeEach(async () => {
    opened = await openPage(under.browser);
    take(opened);
  });
  afterEach(async () => {
    await opened.close();
    expect(opened.complaints).toEqual([]);
  });
}
