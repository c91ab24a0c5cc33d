import type { Browser } from 'playwright-core';
import { countFrames, type Frames } from './frames.js';
import { openBenchPage } from './open-page.js';

const STEPS = 200;

/** Scrolls the table from the first row to the last and looks whether rows are there at every stop. */
export async function measureScrolling(
  browser: Browser,
  url: string,
  trials: number,
): Promise<Frames & { readonly lastTrial: number; readonly emptyViews: number }> {
  const { page, context } = await openBenchPage(browser);
  await page.goto(`${url}/?study=big&view=trials`);
  await page.locator('.trials tr[data-trial]').first().waitFor();
  let emptyViews = 0;
  const frames = await countFrames(page, async () => {
    emptyViews = await page.evaluate(async (steps) => {
      const box = document.querySelector('.trials .table-box')!;
      let empty = 0;
      for (let step = 1; step <= steps; step++) {
        box.scrollTop = ((box.scrollHeight - box.clientHeight) * step) / steps;
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        const frame = box.getBoundingClientRect();
        const shown = document.elementFromPoint(frame.left + 40, frame.top + frame.height / 2)?.closest('tr[data-trial]');
        if (shown == null) empty++;
      }
      return empty;
    }, STEPS);
  });
  const lastTrial = Number(await page.locator(`.trials tr[aria-rowindex="${trials + 1}"]`).getAttribute('data-trial'));
  await context.close();
  return { ...frames, lastTrial, emptyViews };
}
