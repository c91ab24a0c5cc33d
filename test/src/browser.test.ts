import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserProgram, openBrowser } from './browser.js';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
});

afterAll(() => browser.close());

test('a canvas drawn in the browser reads back pixel by pixel', async () => {
  await page.goto('data:text/html,<canvas width="4" height="4"></canvas>');
  const pixels = await page.evaluate(() => {
    const context = document.querySelector('canvas')!.getContext('2d')!;
    context.fillStyle = 'rgb(200, 100, 50)';
    context.fillRect(0, 0, 2, 4);
    return [0, 3].map((x) => Array.from(context.getImageData(x, 1, 1, 1).data));
  });
  expect(pixels).toEqual([
    [200, 100, 50, 255],
    [0, 0, 0, 0],
  ]);
});

test('text is drawn with a real font even where the machine has none', async () => {
  await page.goto('data:text/html,<canvas width="60" height="20"></canvas>');
  const inked = await page.evaluate(() => {
    const context = document.querySelector('canvas')!.getContext('2d')!;
    const pixelsOf = (text: string) => {
      context.clearRect(0, 0, 60, 20);
      context.font = '16px sans-serif';
      context.fillText(text, 2, 16);
      return Array.from(context.getImageData(0, 0, 60, 20).data).join();
    };
    return { first: pixelsOf('macs'), second: pixelsOf('seed'), none: pixelsOf('') };
  });
  // Without a font every letter is the same empty box, or nothing.
  expect(inked.first).not.toBe(inked.second);
  expect(inked.first).not.toBe(inked.none);
});

test('CHROMIUM names another browser', () => {
  expect(browserProgram({ CHROMIUM: process.execPath })).toEqual({ executablePath: process.execPath, env: {} });
});

test('a CHROMIUM that does not exist is told with its path', () => {
  expect(() => browserProgram({ CHROMIUM: '/nowhere/chromium' })).toThrow(
    'openBrowser: CHROMIUM must name an executable, got /nowhere/chromium, which does not exist; mend or unset it',
  );
});
