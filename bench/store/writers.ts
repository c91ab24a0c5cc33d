import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openStore } from '@isoflop/results-store';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));

interface WriterReport {
  readonly transitions: number;
  readonly finished: readonly number[];
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Four writer processes on one store. Throws when a trial was lost, counted twice or refused. */
export async function measureWriters(url: string, slots: number, seconds: number, processes = 4) {
  const store = await openStore(url);
  await store.createStudy({ name: 'bench', spec: null });
  const writers = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, url, String(slots), String(seconds)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), closed: once(child, 'close') };
  });
  for (const { lines } of writers) if ((await lines.next()).value !== 'ready') throw new Error('a writer did not start');
  for (const { child } of writers) child.stdin.write('go\n');
  const reports: WriterReport[] = [];
  for (const { lines, closed } of writers) {
    reports.push(JSON.parse((await lines.next()).value ?? 'null'));
    const [code] = await closed;
    if (code !== 0) throw new Error(`a writer ended with ${code}`);
  }
  const lost = await countLost(store, reports);
  await store.deleteStudy('bench');
  await store.close();
  const transitions = reports.reduce((sum, report) => sum + report.transitions, 0);
  return {
    processes,
    trialsAtOncePerProcess: slots,
    seconds,
    transitionsPerSecond: Math.round(transitions / seconds),
    p50Milliseconds: round(Math.max(...reports.map(({ p50Ms }) => p50Ms))),
    p99Milliseconds: round(Math.max(...reports.map(({ p99Ms }) => p99Ms))),
    lost,
    loadAverage: round(loadavg()[0] ?? 0),
  };
}

/** Trials that were reported as finished and are not there once, finished once, under their number. */
async function countLost(store: Awaited<ReturnType<typeof openStore>>, reports: readonly WriterReport[]): Promise<number> {
  const trials = await store.trials('bench');
  const events = await store.events({ study: 'bench' });
  const ended = events.filter(({ kind }) => kind === 'trial-complete' || kind === 'trial-failed').map(({ trial }) => trial);
  const finished = new Set(trials.filter(({ state }) => state === 'complete' || state === 'failed').map(({ number }) => number));
  const reported = reports.flatMap((report) => report.finished);
  const gaps = trials.filter(({ number }, index) => number !== index + 1).length;
  const twice = reported.length - new Set(reported).size + ended.length - new Set(ended).size;
  return reported.filter((number) => !finished.has(number)).length + gaps + twice + Math.abs(ended.length - reported.length);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
