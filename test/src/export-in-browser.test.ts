import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo } from '@isoflop/blocks';
import { exportModel } from '@isoflop/export';
import { asTrained, drawnExportable, probesOf } from '@isoflop/export/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.js';

/** What the script of a page that loads TensorFlow.js has. */
declare const tf: typeof import('@tensorflow/tfjs');

const LIBRARY = createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js');
const exportable = asTrained(await drawnExportable(zoo('mobilenet_v2', { width: 0.35, resolution: 33, classes: 7 }), 1), 1);
// The page computes in plain JavaScript, and so must what it is compared with: backends sum in different orders.
await exportable.tf.setBackend('cpu');
const [probe] = probesOf(exportable);

let folder: string;
let server: Server;
let browser: Browser;
let address: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-browser-'));
  await exportModel(exportable, ['tfjs', 'tfjs-graph'], folder, false);
  server = createServer(async (request, response) => {
    const path = request.url === '/tf.js' ? LIBRARY : request.url === '/' ? undefined : join(folder, request.url ?? '');
    response.setHeader('content-type', path === undefined ? 'text/html' : 'application/octet-stream');
    response.end(path === undefined ? '<script src="/tf.js"></script>' : await readFile(path).catch(() => ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The logits of the same files in this process. */
async function answerHere(format: string): Promise<number[]> {
  const url = `${address}/${format}/model.json`;
  const model = format === 'tfjs-graph' ? await exportable.tf.loadGraphModel(url) : await exportable.tf.loadLayersModel(url);
  const images = exportable.tf.tensor4d(probe.images, [...probe.shape] as [number, number, number, number]);
  return [...(model.predict(images) as import('@tensorflow/tfjs').Tensor).dataSync()];
}

const largestDifference = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe.each(['tfjs', 'tfjs-graph'])('%s', (format) => {
  it('opens in a browser with stock TensorFlow.js and gives the same logits', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const answer = await page.evaluate(
      async ({ url, isGraph, shape, images }) => {
        await tf.setBackend('cpu');
        const model = isGraph ? await tf.loadGraphModel(url) : await tf.loadLayersModel(url);
        const logits = model.predict(tf.tensor4d(images, shape)) as import('@tensorflow/tfjs').Tensor;
        return [...logits.dataSync()];
      },
      {
        url: `${address}/${format}/model.json`,
        isGraph: format === 'tfjs-graph',
        shape: [...probe.shape] as [number, number, number, number],
        images: [...probe.images],
      },
    );
    expect(answer).toHaveLength(7);
    expect(largestDifference(answer, await answerHere(format))).toBeLessThan(1e-5);
    // Ours folds batch normalisation before it multiplies, so that the two round differently in every layer.
    expect(largestDifference(answer, [...probe.logits])).toBeLessThan(1e-4);
    await page.close();
  });
});
