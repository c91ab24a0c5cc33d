import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openStore, type ResultsStore, UnknownStudyError } from '@isoflop/results-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newTrial } from './api/testing/trials.js';
import { deleteStudy } from './delete-study.js';
import { UsageError } from './exit.js';
import type { Io } from './io.js';
import { deleteVerb } from './verbs/delete.js';

let folder: string;
let artifacts: string;
let url: string;
let store: ResultsStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-delete-'));
  artifacts = join(folder, 'artifacts');
  url = join(folder, 'studies.db');
  store = await openStore(url);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string): void {
  mkdirSync(dirname(join(artifacts, path)), { recursive: true });
  writeFileSync(join(artifacts, path), 'x');
}

const isThere = (path: string) => existsSync(join(artifacts, path));

/** A study with one trial that has these files. */
async function study(name: string, paths: readonly string[]): Promise<void> {
  await store.createStudy({ name, spec: null });
  const trial = await store.startTrial((await store.createTrial(name, newTrial())).id);
  const artifact = (path: string) => ({ kind: 'weights', path, sha256: 'ab'.repeat(32), bytes: 1 });
  await store.finishTrial(trial, { state: 'complete', accuracy: 0.5, artifacts: paths.map(artifact) });
}

describe('a study that is deleted', () => {
  it('takes its records and files along, and leaves those of others, of its forks too', async () => {
    const [weights, log, checkpoint] = ['a/trial-1/weights.safetensors', 'a/trial-1/log.txt', 'a/trial-2/checkpoint.safetensors'];
    for (const path of [weights, log, checkpoint, 'a/runner.log', 'a/trial-3/own-notes.txt', 'b/trial-1/weights.safetensors']) write(path);
    await study('a', [weights, log]);
    await study('fork', [log]);
    await study('b', ['b/trial-1/weights.safetensors']);
    expect(await deleteStudy(store, artifacts, 'a')).toEqual({ study: 'a', trials: 1, files: 3 });
    expect([weights, checkpoint, 'a/trial-2', 'a/runner.log'].filter(isThere)).toEqual([]);
    expect([log, 'a/trial-3/own-notes.txt', 'b/trial-1/weights.safetensors'].every(isThere)).toBe(true);
    await deleteStudy(store, artifacts, 'fork');
    expect(isThere(log)).toBe(false);
    expect((await store.studies()).map(({ name }) => name)).toEqual(['b']);
    await expect(deleteStudy(store, artifacts, 'a')).rejects.toThrow(UnknownStudyError);
  });

  it('leaves an empty place where all of its files are gone', async () => {
    write('a/trial-1/weights.safetensors');
    await study('a', ['a/trial-1/weights.safetensors']);
    await deleteStudy(store, artifacts, 'a');
    expect(isThere('a')).toBe(false);
    expect(existsSync(artifacts)).toBe(true);
  });

  it('touches nothing outside of the folder of artifacts, whatever its name and its records say', async () => {
    mkdirSync(join(artifacts, 'a'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'checkpoint.safetensors'), 'secret');
    symlinkSync(join(folder, 'elsewhere'), join(artifacts, 'a', 'trial-1'));
    symlinkSync(join(folder, 'secret.txt'), join(artifacts, 'a', 'runner.log'));
    await study('a', ['../secret.txt', join(folder, 'secret.txt'), 'a/trial-1/checkpoint.safetensors', 'a']);
    await study('..', ['../elsewhere/checkpoint.safetensors']);
    for (const name of ['a', '..']) expect(await deleteStudy(store, artifacts, name)).toMatchObject({ files: 0 });
    expect(readFileSync(join(folder, 'secret.txt'), 'utf8')).toBe('secret');
    expect(existsSync(join(folder, 'elsewhere', 'checkpoint.safetensors'))).toBe(true);
  });
});

describe('isoflop delete', () => {
  async function run(...args: string[]) {
    const shown: string[] = [];
    let answer: unknown;
    const io: Io = {
      say: () => {},
      answer: (document) => {
        answer = document;
      },
      show: (text) => shown.push(text),
    };
    await deleteVerb(io)
      .exitOverride()
      .parseAsync([...args, '--store', url], { from: 'user' });
    return { answer, shown };
  }

  it('deletes only what it is told to twice', async () => {
    write('a/trial-1/weights.safetensors');
    await study('a', ['a/trial-1/weights.safetensors']);
    await expect(run('a')).rejects.toThrow(UsageError);
    await expect(run('a')).rejects.toThrow('"a" has 1 trials, which would be gone for good; add --yes');
    expect(isThere('a/trial-1/weights.safetensors')).toBe(true);
    expect(await run('a', '--yes')).toEqual({
      answer: { study: 'a', trials: 1, files: 1 },
      shown: ['a is deleted, with 1 trials and 1 files'],
    });
    await expect(run('a', '--yes')).rejects.toThrow(UnknownStudyError);
  });
});
