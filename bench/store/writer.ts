import { once } from 'node:events';
import { openStore } from '@isoflop/results-store';
import { benchOutcome, benchTrial } from './records.js';

/**
 * One writer process: `writer.ts URL SLOTS SECONDS WARMUP`. Prints `ready`, waits for a line, runs that many trials at once for that long, and prints
 * as JSON how many transitions it made after the warm-up, and the numbers of all trials that it finished.
 */
const [url = '', slots = '1', seconds = '5', warmup = '2'] = process.argv.slice(2);
const store = await openStore(url);
process.stdout.write('ready\n');
await once(process.stdin, 'data');

const startMs = performance.now();
const countFromMs = startMs + Number(warmup) * 1000;
const endMs = countFromMs + Number(seconds) * 1000;
const finished: number[] = [];
const waitsMs: number[] = [];
let transitions = 0;

async function counted<T>(transition: () => Promise<T>): Promise<T> {
  const beforeMs = performance.now();
  const result = await transition();
  const afterMs = performance.now();
  if (afterMs >= countFromMs && afterMs < endMs) {
    transitions += 1;
    waitsMs.push(afterMs - beforeMs);
  }
  return result;
}

async function slot(first: number): Promise<void> {
  for (let index = first; performance.now() < endMs; index += Number(slots)) {
    const input = benchTrial(index);
    const { id } = await counted(() => store.createTrial('bench', input));
    const trial = await counted(() => store.startTrial(id));
    await counted(() => store.finishTrial(trial, benchOutcome(index, input.cost)));
    finished.push(trial.number);
  }
}

await Promise.all(Array.from({ length: Number(slots) }, (_, first) => slot(first)));
await store.close();
waitsMs.sort((a, b) => a - b);
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({ transitions, finished, p50Ms: waitsMs[waitsMs.length >> 1], p99Ms: waitsMs[Math.floor(waitsMs.length * 0.99)], cpuSeconds: (user + system) / 1e6 })}\n`,
);
process.stdin.destroy();
