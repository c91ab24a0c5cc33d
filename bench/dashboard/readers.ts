import { Agent, get } from 'node:http';
import { Rng } from 'hyperopt-js';

/** Readers of pages in all orders, at any place, some of them filtered; each waits for one answer before it asks again. */
const [url = '', readers = '50', rate = '4', seconds = '15'] = process.argv.slice(2);
const ORDERS = ['number', 'accuracy', 'loss', 'macs', 'params', 'activations', 'weightsBytes', 'seconds', 'imagesPerSecond'];
const TRIALS = 100_000;
const LIMIT = 100;

const agent = new Agent({ keepAlive: true, maxSockets: Number(readers) });
const rng = Rng.fromSeed(7);
const waitsMs: number[] = [];
let failed = 0;
process.stdout.write('ready\n');

function pageQuery(): string {
  const order = `orderBy=${ORDERS[rng.int(ORDERS.length)]}&direction=${rng.int(2) === 0 ? 'ascending' : 'descending'}`;
  const filter = rng.int(3) === 0 ? '&state=complete&accuracyFrom=0.5' : '';
  const offset = rng.int(filter === '' ? TRIALS - LIMIT : TRIALS / 10);
  return `limit=${LIMIT}&offset=${offset}&${order}${filter}`;
}

function ask(): Promise<number> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(`${url}/api/studies/big/trials?${pageQuery()}`, { agent }, (response) => {
      if (response.statusCode !== 200) failed += 1;
      response
        .resume()
        .on('end', () => resolve(performance.now() - startMs))
        .on('error', reject);
    }).on('error', reject);
  });
}

async function reader(endMs: number): Promise<void> {
  await pause(rng.uniform() * (1000 / Number(rate)));
  while (performance.now() < endMs) {
    const tookMs = await ask();
    waitsMs.push(tookMs);
    await pause(Math.max(0, 1000 / Number(rate) - tookMs));
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// Every order is sorted once, as by the first who looks at it.
for (let warm = 0; warm < 60; warm += 1) await ask();
await Promise.all(Array.from({ length: Number(readers) }, () => reader(performance.now() + Number(seconds) * 1000)));
agent.destroy();
waitsMs.sort((a, b) => a - b);
const at = (share: number) => Math.round(10 * waitsMs[Math.min(waitsMs.length - 1, Math.floor(share * waitsMs.length))]!) / 10;
process.stdout.write(`${JSON.stringify({ requests: waitsMs.length, failed, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) })}\n`);
