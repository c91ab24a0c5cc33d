import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@isoflop/results-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./testing/study-process.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TRIALS = 40;

let folder: string;
let database: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-faults-'));
  database = join(folder, 'studies.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function outcomeOf(child: ChildProcess) {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (text) => (stdout += text));
  child.stderr!.on('data', (text) => (stderr += text));
  const [code] = await once(child, 'close');
  const finished = [...stdout.matchAll(/^finished study (\d+)$/gm)].map(([, number]) => Number(number));
  return { code, stderr, finished };
}

/** Runs or resumes the study in a process of its own, after the shell has done something. */
function run(before = 'true') {
  const command = `${before}; exec '${process.execPath}' --import tsx '${PROGRAM}' local '${database}' study ${TRIALS}`;
  return outcomeOf(spawn('bash', ['-c', command], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }));
}

async function expectWhole(reported: readonly number[]): Promise<void> {
  const store = await openStore(database, { create: false });
  const trials = await store.trials('study');
  expect(trials.map(({ state }) => state)).toEqual(Array.from({ length: TRIALS }, () => 'complete'));
  expect(reported).toEqual([...new Set(reported)]);
  const ends = (await store.events({ study: 'study' })).filter(({ kind }) => kind === 'trial-complete').map(({ trial }) => trial);
  expect(ends.sort((a, b) => a! - b!)).toEqual(trials.map(({ number }) => number));
  expect(await store.check()).toEqual([]);
  await store.close();
}

describe('a study on SQLite', { timeout: 180_000 }, () => {
  it('ends with the reason when files may not grow any more, as on a full disk, and goes on where there is room', async () => {
    // The write-ahead log is the first file to reach it. Blocks of 1024 bytes.
    const full = await run("trap '' XFSZ; ulimit -f 600");
    expect(full.code).not.toBe(0);
    expect(full.stderr).toMatch(/studies\.db: (?:no space is left|the disk reported an error, or is full)/);
    expect(full.finished.length).toBeGreaterThan(0);
    expect(full.finished.length).toBeLessThan(TRIALS);
    const again = await run();
    expect([again.code, again.stderr]).toEqual([0, '']);
    await expectWhole([...full.finished, ...again.finished]);
  });

  it('waits while another process has the database locked, and loses nothing by it', async () => {
    const first = run();
    const script = `const { Database } = require('sqlite3'); const db = new Database(process.argv[1]);
      db.configure('busyTimeout', 60000);
      db.exec('begin immediate', (error) => { console.log(error ?? 'locked'); setTimeout(() => db.exec('commit', () => db.close()), 1500); });`;
    const store = await openStore(database);
    await expect.poll(async () => (await store.studies()).length, { timeout: 60_000 }).toBe(1);
    await expect.poll(async () => (await store.trials('study')).length, { timeout: 60_000 }).toBeGreaterThan(3);
    await store.close();
    const locker = spawn(process.execPath, ['-e', script, database], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(locker.stdout, 'data');
    expect(String(said)).toBe('locked\n');
    const { code, stderr, finished } = await first;
    expect([code, stderr]).toEqual([0, '']);
    await expectWhole(finished);
  });
});
