/**
 * The results store in figures: four writer processes on one SQLite file, a study of 100,000 trials, and Optuna's SQLite storage in the same run where
 * Python has it. `npm run bench:store [-- --trials N --seconds S --out FILE]`; exits 1 where a target is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sqlite3 from 'sqlite3';
import { measureLargeStudy } from './large-study.js';
import { measureWriters } from './writers.js';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '8' },
    python: { type: 'string', default: '/usr/bin/python3' },
    out: { type: 'string', default: fileURLToPath(new URL('./results/sqlite.json', import.meta.url)) },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'isoflop-bench-store-'));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Undefined where Python has no Optuna. */
function measureOptuna(seconds: number) {
  const script = fileURLToPath(new URL('./optuna_writers.py', import.meta.url));
  const { status, stdout } = spawnSync(values.python, [script, join(folder, 'optuna.db'), '4', String(seconds)], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

async function measureAll() {
  const seconds = Number(values.seconds);
  const writers = [];
  for (const slots of [1, 4, 16]) {
    const measured = await measureWriters(join(folder, `writers-${slots}.db`), slots, seconds);
    writers.push(measured);
    say(
      `4 writers, ${slots} trials at once each: ${measured.transitionsPerSecond} transitions/s, ${measured.lost} lost, p99 ${measured.p99Milliseconds} ms, load ${measured.loadAverage}`,
    );
  }
  const optuna = measureOptuna(seconds);
  say(
    optuna
      ? `Optuna ${optuna.optuna}, 4 writers: ${optuna.trialsPerSecond} trials/s, ${optuna.millisecondsPerTrial} ms a trial, ${optuna.errors} errors`
      : 'Optuna: not installed for this Python',
  );
  const large = await measureLargeStudy(join(folder, 'large.db'), Number(values.trials));
  say(
    `${large.trials} trials (${large.fileMebibytes} MiB): opening ${large.openingMilliseconds} ms; front of ${large.front.members} ${large.front.median} ms (worst ${large.front.worst}); page ${large.page.median} ms (worst ${large.page.worst.ms}: ${large.page.worst.query})`,
  );
  say(
    `memory while filling: ${large.fill.memoryMebibytes.afterTenth} MiB after a tenth, ${large.fill.memoryMebibytes.atEnd} MiB at the end; filled at ${large.fill.transitionsPerSecond} transitions/s`,
  );
  return { writers, optuna, large };
}

function judge({ writers, large }: Awaited<ReturnType<typeof measureAll>>) {
  const fastest = Math.max(...writers.map(({ transitionsPerSecond }) => transitionsPerSecond));
  const { fill, front, page, openingMilliseconds } = large;
  return [
    { target: 'transitions a second of four writers >= 2000', value: fastest, met: fastest >= 2000 },
    { target: 'lost = 0', value: Math.max(...writers.map(({ lost }) => lost)), met: writers.every(({ lost }) => lost === 0) },
    { target: 'front < 100 ms', value: front.median, met: front.median < 100 },
    { target: 'page < 20 ms', value: page.worst.ms, met: page.worst.ms < 20 },
    { target: 'opening < 300 ms', value: openingMilliseconds, met: openingMilliseconds < 300 },
    {
      target: 'memory grows by < 64 MiB from 10 % to 100 %',
      value: fill.memoryMebibytes.atEnd - fill.memoryMebibytes.afterTenth,
      met: fill.memoryMebibytes.atEnd - fill.memoryMebibytes.afterTenth < 64,
    },
  ];
}

try {
  const measured = await measureAll();
  const targets = judge(measured);
  const machine = `${cpus().length} x ${cpus()[0]?.model}, ${arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const versions = { node: process.version, sqlite: sqlite3.VERSION };
  writeFileSync(
    values.out,
    `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), machine, versions, targets, ...measured }, null, 2)}\n`,
  );
  for (const { target, value, met } of targets) say(`${met ? 'met   ' : 'MISSED'} ${target}: ${value}`);
  process.exitCode = targets.every(({ met }) => met) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
