import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openBenchPage } from './open-page.js';

const VIEWS = ['overview', 'parallel', 'parameters', 'history', 'trials', 'front'];

/** Memory of the page after every view that draws all trials was opened: its heap, and what its process keeps for itself. */
export async function measureMemory(
  browser: Browser,
  url: string,
): Promise<{ readonly heapMegabytes: number; readonly processMegabytes: number }> {
  const before = rendererPids(browser);
  const { page, context } = await openBenchPage(browser);
  await page.goto(`${url}/?study=big&view=front`);
  await page.locator('.marks').waitFor();
  for (const view of VIEWS) {
    await page.locator('.tabs').getByText(view, { exact: false }).first().click();
    await page.waitForFunction(() => document.querySelector('.loading') === null);
    await page.waitForTimeout(500);
  }
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const pids = (await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo')).processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => id);
  const known = await before;
  const processMegabytes = Math.max(...pids.filter((pid) => !known.includes(pid)).map(privateMegabytes), 0);
  await context.close();
  return { heapMegabytes: Math.round(usedSize / 1e6), processMegabytes: Math.round(processMegabytes) };
}

async function rendererPids(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Of Linux: pages that no other process shares. */
function privateMegabytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
  return (kilobytes * 1024) / 1e6;
}
