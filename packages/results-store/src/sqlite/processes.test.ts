import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import type { ResultsStore } from '../store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const folder = temporaryFolder();
const WORKER = fileURLToPath(new URL('../testing/study-worker.ts', import.meta.url));

function startWorker(file: string, mode: string) {
  const worker = spawn(process.execPath, ['--import', 'tsx', WORKER, file, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  return { worker, lines: createInterface({ input: worker.stdout }), closed: once(worker, 'close') };
}

/** Kills a worker some milliseconds after it has finished so many trials. Returns the numbers it had reported by then. */
async function runAndKill(file: string, afterTrials: number, milliseconds: number): Promise<number[]> {
  const { worker, lines, closed } = startWorker(file, 'run');
  const finished: number[] = [];
  for await (const line of lines) {
    finished.push(Number(line));
    if (finished.length === afterTrials) void setTimeout(milliseconds).then(() => worker.kill('SIGKILL'));
  }
  expect(await closed).toEqual([null, 'SIGKILL']);
  return finished;
}

async function expectWhole(store: ResultsStore, reported: readonly number[]): Promise<void> {
  const trials = await store.trials('a');
  expect(trials.map(({ number }) => number)).toEqual(trials.map((_, index) => index + 1));
  const complete = trials.filter(({ state }) => state === 'complete');
  const numbers = complete.map(({ number }) => number);
  expect(numbers).toEqual(expect.arrayContaining([...reported]));
  for (const { id, number } of complete) {
    expect((await store.metrics(id)).map(({ epoch, value }) => [epoch, value])).toEqual([
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
    ]);
    expect(await store.artifacts(id)).toMatchObject([{ path: `${number}.bin`, bytes: number }]);
  }
  const completions = (await store.events({ study: 'a' })).filter(({ kind }) => kind === 'trial-complete');
  expect(completions.map(({ trial }) => trial).sort((a, b) => a! - b!)).toEqual(numbers);
}

describe('several processes on one SQLite file', () => {
  it('lose no finished trial and leave none half-written when they are killed, and the next one goes on at once', async () => {
    const file = join(folder, 'killed.db');
    const store = await openStore(file);
    await store.createStudy({ name: 'a', spec: null });
    const reported: number[] = [];
    for (const [afterTrials, milliseconds] of [
      [1, 0],
      [3, 1],
      [2, 2],
      [5, 4],
    ] as const) {
      reported.push(...(await runAndKill(file, afterTrials, milliseconds)));
      await expectWhole(store, reported);
      expect((await store.trials('a', { states: ['queued', 'running'] })).length).toBeLessThanOrEqual(1);
    }
    expect(new Set(reported).size).toBe(reported.length);
    await store.close();
  }, 60_000);

  it('create one database together and write to it without a refusal', async () => {
    const file = join(folder, 'together.db');
    const workers = [1, 2, 3].map(() => startWorker(file, '25'));
    expect(await Promise.all(workers.map(({ lines }) => once(lines, 'line')))).toEqual([['ready'], ['ready'], ['ready']]);
    const reported: number[] = [];
    for (const { worker, lines } of workers) {
      lines.on('line', (line) => reported.push(Number(line)));
      worker.stdin.write('go\n');
    }
    for (const { closed } of workers) expect(await closed).toEqual([0, null]);
    expect(reported.sort((a, b) => a - b)).toEqual(Array.from({ length: 75 }, (_, index) => index + 1));
    const store = await openStore(file);
    await expectWhole(store, reported);
    await store.close();
  }, 60_000);
});
