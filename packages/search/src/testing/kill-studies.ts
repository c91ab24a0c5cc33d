import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { Rng } from 'hyperopt-js';
import { EPOCHS } from './killed-study.js';

const PROGRAM = fileURLToPath(new URL('./study-process.ts', import.meta.url));
/** A victim is killed at most so long after it is ready. */
const LIFE_MILLISECONDS = 1500;

export interface KillOptions {
  readonly url: string;
  readonly kills: number;
  /** Processes that take trials; 0 for a runner that does all by itself. */
  readonly workers: number;
  /** Of each study. When one is over and kills are left, another begins. */
  readonly trials: number;
  readonly seed: number;
}

export interface KillReport {
  readonly killedRunners: number;
  readonly killedWorkers: number;
  /** Studies that were run to their end, and their trials. */
  readonly studies: number;
  readonly trials: number;
  /** Trials that a process had reported as finished. */
  readonly reported: number;
  readonly complete: number;
  /** Trials that were killed three times, which is an end of its own. */
  readonly interrupted: number;
  /** Reported as finished and not finished in the store, or missing from a study. */
  readonly lost: number;
  /** Trials that ended more than once. */
  readonly twice: number;
  /** Trials that are complete without all of their metrics and artifacts, or not over in a study that is. */
  readonly halfWritten: number;
  readonly problems: readonly string[];
}

/** A process that is started anew each time it is killed. */
class Role {
  kills = 0;
  readonly finished: string[] = [];
  private child!: ChildProcess;
  private ready!: Promise<unknown>;
  /** Resolves with the exit code when it ends by itself. */
  readonly ended: Promise<number | null>;
  private end!: (code: number | null) => void;

  constructor(private readonly args: readonly string[]) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    this.start();
  }

  /** At a moment after the process is ready; false when it ended before. */
  async kill(milliseconds: number): Promise<boolean> {
    const { child } = this;
    await Promise.race([this.ready, this.ended]);
    await Promise.race([setTimeout(milliseconds), this.ended]);
    if (child.exitCode !== null) return false;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    const [, signal] = await closed;
    if (signal !== 'SIGKILL') return false;
    this.kills++;
    this.start();
    return true;
  }

  async stop(): Promise<void> {
    this.child.removeAllListeners('close');
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  private start(): void {
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...this.args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    const lines = createInterface({ input: child.stdout! });
    this.ready = once(lines, 'line');
    lines.on('line', (line) => line.startsWith('finished ') && this.finished.push(line.slice('finished '.length)));
    child.on('close', (code, signal) => signal !== 'SIGKILL' && this.end(code));
  }
}

/** Kills the processes of studies with SIGKILL at random moments, starting each anew, until all studies are run to their end; counts what was lost by it. */
export async function killStudies(options: KillOptions): Promise<KillReport> {
  const { url, workers: count, trials, seed } = options;
  const store = await openStore(url);
  const rng = Rng.fromSeed(seed);
  const workers = Array.from({ length: count }, () => new Role(['work', url]));
  const studies: string[] = [];
  const runners: Role[] = [];
  let left = options.kills;
  try {
    while (left > 0 || studies.length === 0) {
      const study = `killed-${studies.length}`;
      studies.push(study);
      const runner = new Role([count === 0 ? 'local' : 'coordinate', url, study, String(trials)]);
      runners.push(runner);
      left = await killUntilOver(runner, workers, left, rng);
      const code = await runner.ended;
      if (code !== 0) throw new Error(`the runner of ${study} ended by itself with code ${code}`);
    }
    // Whoever reports an end does so after it is in the store.
    const reported = [...workers, ...runners].flatMap(({ finished }) => finished);
    return { ...(await countLosses(store, studies, trials, reported)), killedRunners: killsOf(runners), killedWorkers: killsOf(workers) };
  } finally {
    await Promise.all([...workers, ...runners].map((role) => role.stop()));
    await store.close();
  }
}

const killsOf = (roles: readonly Role[]) => roles.reduce((sum, { kills }) => sum + kills, 0);

async function killUntilOver(runner: Role, workers: readonly Role[], kills: number, rng: Rng): Promise<number> {
  let over = false;
  void runner.ended.then(() => {
    over = true;
  });
  let left = kills;
  while (!over && left > 0) {
    const roles = [runner, ...workers];
    const victim = roles[rng.int(roles.length)]!;
    if (await victim.kill(rng.uniform() * LIFE_MILLISECONDS)) left--;
  }
  return left;
}

async function countLosses(store: ResultsStore, studies: readonly string[], trials: number, reported: readonly string[]) {
  const counts = { complete: 0, interrupted: 0, lost: 0, twice: 0, halfWritten: 0 };
  const ended = new Set<string>();
  for (const study of studies) {
    const stored = await store.trials(study);
    counts.lost += Math.abs(trials - stored.length);
    for (const { id, number, state } of stored) {
      if (state === 'queued' || state === 'running') counts.halfWritten++;
      else ended.add(`${study} ${number}`);
      if (state === 'failed') counts.interrupted++;
      if (state !== 'complete') continue;
      counts.complete++;
      const [metrics, artifacts] = [await store.metrics(id), await store.artifacts(id)];
      if (metrics.length !== 3 * EPOCHS || artifacts.length !== 1) counts.halfWritten++;
    }
    const ends = (await store.events({ study }))
      .filter(({ kind }) => /^trial-(complete|failed|pruned)$/.test(kind))
      .map(({ trial }) => trial);
    counts.twice += ends.length - new Set(ends).size;
  }
  counts.lost += new Set(reported.filter((trial) => !ended.has(trial))).size;
  const problems = (await store.check()).map(({ rule, found }) => `${rule}: ${found}`);
  return { ...counts, studies: studies.length, trials: studies.length * trials, reported: new Set(reported).size, problems };
}
