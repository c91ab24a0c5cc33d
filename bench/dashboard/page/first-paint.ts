import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { openBenchPage } from './open-page.js';

export interface FirstPaint {
  /** From the request of the page until the front, its axes and all marks are on the screen. */
  readonly paintMs: number;
  /** From the last byte of the trials until a pointer over the front gets its answer. */
  readonly interactiveAfterDataMs: number;
  readonly dataMs: number;
  readonly javaScriptBytes: number;
}

/** One load of the front in a browser that has nothing of it kept. */
export async function measureFirstPaint(browser: Browser, url: string): Promise<FirstPaint> {
  const { page, context } = await openBenchPage(browser);
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.addInitScript(() => {
    const timings = window as unknown as { paintedMs?: number };
    const look = () => {
      // The marks are put in together with the canvas; one frame later both are on the screen.
      if (document.querySelector('.marks [data-role="front"]') === null) return requestAnimationFrame(look);
      return requestAnimationFrame(() => {
        timings.paintedMs = performance.now();
      });
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${url}/?study=big&view=front`);
  await page.waitForFunction(() => (window as unknown as { paintedMs?: number }).paintedMs !== undefined, undefined, { timeout: 60_000 });
  const mark = (await page.locator('.marks [data-role="front"]').first().boundingBox())!;
  await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
  await page.locator('.tip').waitFor();
  const { paintedMs, dataMs, hoverMs } = await page.evaluate(async () => {
    const columns = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/columns')) as PerformanceResourceTiming;
    // The time a pointer waits for its answer, from the event to the tip on the screen.
    const layer = document.querySelector('.marks-layer')!;
    layer.dispatchEvent(new PointerEvent('pointerout', { bubbles: true, relatedTarget: document.body }));
    await new Promise(requestAnimationFrame);
    const box = document.querySelector('.marks [data-role="front"]')!.getBoundingClientRect();
    const startMs = performance.now();
    layer.dispatchEvent(
      new PointerEvent('pointermove', { bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }),
    );
    while (document.querySelector('.tip') === null) await new Promise(requestAnimationFrame);
    return {
      paintedMs: (window as unknown as { paintedMs: number }).paintedMs,
      dataMs: columns.responseEnd,
      hoverMs: performance.now() - startMs,
    };
  });
  const javaScriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
  await context.close();
  return { paintMs: paintedMs, interactiveAfterDataMs: paintedMs - dataMs + hoverMs, dataMs, javaScriptBytes };
}
