import type { Browser } from 'playwright-core';
import { countFrames, type Frames } from './frames.js';
import { openBenchPage } from './open-page.js';

const STEPS = 60;

/** Frames while two axes of parallel coordinates are brushed; every step of the pointer selects and draws anew. */
export async function measureBrushing(browser: Browser, url: string): Promise<Frames & { readonly selections: number }> {
  const { page, context } = await openBenchPage(browser);
  await page.goto(`${url}/?study=big&view=parallel`);
  await page.locator('.brush-ground').first().waitFor();
  const boxOf = async (axis: string) => (await page.locator(`.brush-ground[data-axis="${axis}"]`).boundingBox())!;
  const [accuracy, macs] = [await boxOf('accuracy'), await boxOf('macs')];
  const told = new Set<string>();
  const drag = async ({ x, y, width, height }: typeof accuracy) => {
    await page.mouse.move(x + width / 2, y + 2);
    await page.mouse.down();
    for (let step = 1; step <= STEPS; step++) {
      await page.mouse.move(x + width / 2, y + 2 + (0.9 * height * step) / STEPS);
      told.add(await page.locator('.selection-bar [role="status"]').innerText());
    }
    await page.mouse.up();
  };
  const frames = await countFrames(page, async () => {
    await drag(accuracy);
    await drag(macs);
  });
  await context.close();
  return { ...frames, selections: told.size };
}
