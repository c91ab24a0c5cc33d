import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore } from '../open-store.js';
import type { ResultsStore } from '../store.js';

const WORKER = fileURLToPath(new URL('./study-worker.ts', import.meta.url));
/** A writer is killed at most so long after its first trial. */
const LIFE_MILLISECONDS = 400;

export interface KillOptions {
  readonly url: string;
  readonly kills: number;
  /** Each on a study of its own, side by side. */
  readonly writers: number;
  readonly seed: number;
}

export interface KillReport {
  readonly kills: number;
  /** Trials that writers had reported as finished before they were killed. */
  readonly reported: number;
  readonly finished: number;
  /** Reported trials that are not finished in the store. */
  readonly lost: number;
  /** Trials that ended more than once, or that two writers ran. */
  readonly twice: number;
  /** Trials without all of their metrics and artifacts, or left over by more than one per writer. */
  readonly halfWritten: number;
  readonly problems: readonly string[];
}

/** Kills writer processes with SIGKILL at random moments, starting each anew, and counts what the store lost by it. */
export async function killWriters({ url, kills, writers, seed }: KillOptions): Promise<KillReport> {
  const store = await openStore(url);
  const studies = Array.from({ length: writers }, (_, index) => `killed-${index}`);
  for (const name of studies) await store.createStudy({ name, spec: null });
  const random = randomOf(seed);
  const lives = Array.from({ length: kills }, () => random() * LIFE_MILLISECONDS);
  let reported = 0;
  const counts = await Promise.all(
    studies.map(async (study) => {
      const numbers: number[] = [];
      for (let life = lives.pop(); life !== undefined; life = lives.pop()) numbers.push(...(await runAndKill(url, study, life)));
      reported += numbers.length;
      return countLosses(store, study, numbers);
    }),
  );
  const sum = (key: 'finished' | 'lost' | 'twice' | 'halfWritten') => counts.reduce((total, count) => total + count[key], 0);
  const problems = (await store.check()).map(({ rule, found }) => `${rule}: ${found}`);
  await store.close();
  return { kills, reported, finished: sum('finished'), lost: sum('lost'), twice: sum('twice'), halfWritten: sum('halfWritten'), problems };
}

async function runAndKill(url: string, study: string, milliseconds: number): Promise<number[]> {
  const worker = spawn(process.execPath, ['--import', 'tsx', WORKER, url, 'run', study], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(worker, 'close');
  const numbers: number[] = [];
  for await (const line of createInterface({ input: worker.stdout })) {
    if (numbers.length === 0) void killAfter(worker, milliseconds);
    numbers.push(Number(line));
  }
  const [code, signal] = await closed;
  if (signal !== 'SIGKILL') throw new Error(`a writer of ${study} ended by itself with code ${code}`);
  return numbers;
}

async function killAfter(worker: ChildProcess, milliseconds: number): Promise<void> {
  await setTimeout(milliseconds);
  worker.kill('SIGKILL');
}

async function countLosses(store: ResultsStore, study: string, reported: readonly number[]) {
  const trials = await store.trials(study);
  const complete = trials.filter(({ state }) => state === 'complete');
  const numbers = new Set(complete.map(({ number }) => number));
  let halfWritten = Math.max(0, trials.length - complete.length - 1);
  for (const { id } of complete) {
    const [metrics, artifacts] = [await store.metrics(id), await store.artifacts(id)];
    if (metrics.length !== 3 || artifacts.length !== 1) halfWritten += 1;
  }
  const ended = (await store.events({ study })).filter(({ kind }) => kind === 'trial-complete').map(({ trial }) => trial);
  return {
    finished: complete.length,
    lost: reported.filter((number) => !numbers.has(number)).length,
    twice: reported.length - new Set(reported).size + ended.length - new Set(ended).size,
    halfWritten,
  };
}

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
