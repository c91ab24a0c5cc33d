/**
 * The dashboard's server in figures: fifty readers ask for pages of a study of 100,000 trials while a search writes to it.
 * `npm run bench:dashboard:server [-- --trials N --seconds S --store FILE.db --out FILE]`; exits 1 where the target is missed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fillStudy } from './large-study.js';

const TARGET_P99_MS = 50;

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '15' },
    readers: { type: 'string', default: '50' },
    /** Pages that each reader asks for in a second: what somebody does who scrolls without a pause. */
    rate: { type: 'string', default: '4' },
    store: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('./results/server.json', import.meta.url)) },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'isoflop-bench-dashboard-'));

/** A process of this folder that says one line when it is ready. */
async function startProcess(script: string, ...args: string[]) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = (await lines.next()).value as string | undefined;
  if (first === undefined) throw new Error(`${script} ended before it was ready`);
  return { child, first, next: async () => (await lines.next()).value as string };
}

async function main(): Promise<boolean> {
  let { store } = values;
  if (store === undefined) {
    store = join(folder, 'studies.db');
    await fillStudy(store, { name: 'big', trials: Number(values.trials), seed: 1, say });
  }
  const server = await startProcess('./serve.ts', store);
  const { url, firstPageMs, columnsMs, columnsBytes } = JSON.parse(server.first);
  say(
    `first page of the study ${firstPageMs} ms, all its columns ${columnsMs} ms (${(columnsBytes / 2 ** 20).toFixed(1)} MiB before compression)`,
  );
  const writer = await startProcess('./write.ts', store);
  server.child.stdin.write('begin\n');
  await server.next();
  const readers = await startProcess('./readers.ts', url, values.readers, values.rate, values.seconds);
  const { requests, failed, p50Ms, p99Ms, worstMs } = JSON.parse(await readers.next());
  server.child.stdin.write('end\n');
  const { cpuSeconds } = JSON.parse(await server.next());
  writer.child.stdin.end();
  const { transitionsPerSecond } = JSON.parse(await writer.next());
  server.child.kill();
  await once(server.child, 'exit');
  const reached = p99Ms < TARGET_P99_MS && failed === 0;
  const loadAverage = loadavg()[0];
  say(
    `${values.readers} readers, ${requests} pages of 100 trials beside ${transitionsPerSecond} writes/s: median ${p50Ms} ms, p99 ${p99Ms} ms, worst ${worstMs} ms, ` +
      `${failed} failed, ${((1000 * cpuSeconds) / requests).toFixed(1)} ms of processor time each, load ${loadAverage?.toFixed(1)}`,
  );
  say(`p99 < ${TARGET_P99_MS} ms: ${reached ? 'reached' : 'MISSED'}`);
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, node: process.versions.node, loadAverage };
  const pages = {
    readers: Number(values.readers),
    pagesPerSecondPerReader: Number(values.rate),
    requests,
    failed,
    p50Ms,
    p99Ms,
    worstMs,
    serverCpuMsEach: (1000 * cpuSeconds) / requests,
  };
  const report = { machine, trials: Number(values.trials), firstPageMs, columnsMs, columnsBytes, transitionsPerSecond, pages };
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  return reached;
}

try {
  if (!(await main())) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
