import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../open-store.js';
import { newTrial } from './records.js';

/**
 * A process on a disk of its own: `small-disk.ts FOLDER`, where an empty tmpfs of a few MiB is mounted. Fills it, frees it, makes it read-only, and
 * prints as JSON what the store did.
 */
const [folder = ''] = process.argv.slice(2);
const ballast = join(folder, 'ballast');
writeFileSync(ballast, Buffer.alloc(1_000_000));
const file = join(folder, 'studies.db');
const store = await openStore(file);
await store.createStudy({ name: 'a', spec: null });
const finished: number[] = [];

async function runTrial(): Promise<void> {
  const trial = await store.startTrial((await store.createTrial('a', newTrial())).id);
  await store.finishTrial(trial, { state: 'complete', accuracy: 0.5, logTail: 'x'.repeat(16_000) });
  finished.push(trial.number);
}

let full = '';
while (full === '') {
  await runTrial().catch((error: Error) => {
    full = error.message;
  });
}
const whenFull = await state();
rmSync(ballast);
for (const { id } of await store.requeueRunning('a'))
  await store.finishTrial(await store.startTrial(id), { state: 'complete', accuracy: 0.5 });
for (let more = 0; more < 5; more += 1) await runTrial();
const afterwards = await state();
await store.close();

execFileSync('mount', ['-o', 'remount,ro', folder]);
const readOnly = await openStore(file).then(
  async (opened) =>
    await opened.createTrial('a', newTrial()).then(
      () => 'written',
      (error: Error) => error.message,
    ),
  (error: Error) => error.message,
);
process.stdout.write(`${JSON.stringify({ full, whenFull, afterwards, readOnly })}\n`);

async function state() {
  const complete = (await store.trials('a', { states: ['complete'] })).map(({ number }) => number);
  const lost = finished.filter((number) => !complete.includes(number));
  return { finished: finished.length, lost, problems: await store.check() };
}
