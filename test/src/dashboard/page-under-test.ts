import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';

/** A page of a browser that remembers what it complained of. */
export interface PageUnderTest {
  readonly page: Page;
  /** Exceptions, refused scripts or styles, failed requests. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens an empty page without motion, 1280 by 900. */
export async function openPage(browser: Browser): Promise<PageUnderTest> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, close: () => context.close() };
}

/** Goes to a place of the dashboard and waits until nothing is loading any more. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await page.locator('main .card').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.loading') === null);
}

/** What sticks out of the window, and what axe finds. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  // Looked at last: plots take a moment to fit themselves to a window that was made narrower.
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  return [
    ...(wide > window ? [`${wide} px wide`] : []),
    ...violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html.slice(0, 300)).join(' ')}`),
  ];
}

/** What a click on a button of a Save menu downloads. */
export async function saved(page: Page, card: string, choice: string): Promise<{ name: string; content: Buffer }> {
  await page.getByLabel(`Save ${card}`, { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: choice, exact: true }).locator('visible=true').click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return { name: download.suggestedFilename(), content: Buffer.concat(chunks) };
}
