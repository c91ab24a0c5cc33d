import type { Browser, BrowserContext, Page } from 'playwright-core';

/** A page 1920 by 1000 of a context that has nothing of an earlier one. */
export async function openBenchPage(browser: Browser): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1000 } });
  // tsx wraps named functions with a helper of this name, which the browser does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  return { context, page: await context.newPage() };
}
