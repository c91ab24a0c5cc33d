import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWithRetries } from './run-with-retries.js';
import { tinyJob } from './testing/tiny-job.js';

const program = (name: string) => fileURLToPath(new URL(`../fixtures/${name}.mjs`, import.meta.url));
const job = tinyJob();
const withBatch = (batch: number, epochs: number) => tinyJob({ epochs, recipe: { ...job.recipe, batch } });

let folder: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-retries-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (name: string, task = job) =>
  runWithRetries(task, {
    workerFile: program(name),
    timeoutSeconds: 60,
    checkpoint: { file: join(folder, 'checkpoint') },
    log: (line) => lines.push(line),
  });

describe('runWithRetries', { timeout: 60_000 }, () => {
  it('halves batch and learning rate once when memory runs out, and says so', async () => {
    await writeFile(join(folder, 'checkpoint'), 'of larger batches');
    const { result, recipe, lost } = await run('batches', withBatch(65, 32));
    expect(recipe.batch).toBe(32);
    expect(result.accuracy).toBe(job.recipe.schedule.peakLearningRate / 2);
    expect(lost).toEqual([{ reason: 'out-of-memory', message: 'too large: 65' }]);
    expect(lines).toEqual(['too large: 65; started again with batches of 32']);
    expect(existsSync(join(folder, 'checkpoint'))).toBe(false);
  });

  it('gives up when half the batch is too large as well, or there is no half', async () => {
    await expect(run('batches', withBatch(64, 16))).rejects.toMatchObject({ reason: 'out-of-memory', message: 'too large: 32' });
    await expect(run('batches', withBatch(1, 0.5))).rejects.toMatchObject({ message: 'too large: 1' });
  });

  it('starts a worker again, with its checkpoint, when somebody killed it: twice', async () => {
    const { result, recipe, lost } = await run('unlucky', tinyJob({ epochs: 2 }));
    expect(result.accuracy).toBe(3);
    expect(recipe).toEqual(job.recipe);
    expect(lost.map(({ reason }) => reason)).toEqual(['killed', 'killed']);
    await rm(join(folder, 'checkpoint'));
    await expect(run('unlucky', tinyJob({ epochs: 3 }))).rejects.toMatchObject({ reason: 'killed' });
  });

  it('takes any other failure as it is', async () => {
    await expect(run('crash', tinyJob({ epochs: 3 }))).rejects.toMatchObject({ reason: 'crashed' });
    expect(lines).toEqual([]);
  });
});
