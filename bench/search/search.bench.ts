/**
 * The engine in figures: whole studies on an SQLite file that look accuracies up instead of training, from opening the store to the front, so that what
 * is left is the engine and its sampler, whose time is told apart. `npm run bench:search [-- --trials N --out FILE]`; exits 1 where a target is missed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore } from '@isoflop/results-store';
import { openEvaluator, runStudy } from '@isoflop/search';
import { parseExperiment } from '@isoflop/search-space';
import { Study } from 'hyperopt-js';
import sqlite3 from 'sqlite3';
import { writeTable } from './table.js';

const TARGET = 300;

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '3000' },
    out: { type: 'string', default: fileURLToPath(new URL('../results/search.json', import.meta.url)) },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'isoflop-bench-search-'));
const say = (line: string) => process.stdout.write(`${line}\n`);

const experimentText = (sampler: string, workers: number, trials: number) => `name: ${sampler}-${workers}
dataset: cifar10
space: nas-bench-macro
budget: { macs: 150M }
search: { sampler: ${sampler}, trials: ${trials} }
evaluator: { kind: table, file: table.json }
runtime: { workers: ${workers} }
`;

/** Milliseconds that samplers took for their suggestions. */
let suggesting = 0;
const { ask } = Study.prototype;
Study.prototype.ask = function (this: Study<never>) {
  const started = performance.now();
  try {
    return ask.call(this);
  } finally {
    suggesting += performance.now() - started;
  }
} as typeof ask;

/** One study from an empty file to its front. */
async function measure(sampler: string, workers: number, trials: number) {
  const experiment = parseExperiment(experimentText(sampler, workers, trials), 'bench.yaml');
  const evaluate = await openEvaluator({ experiment, artifacts: folder, facts: {}, experimentFile: join(folder, 'bench.yaml') });
  suggesting = 0;
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const store = await openStore(join(folder, `${experiment.name}.db`));
  const result = await runStudy({
    ...{ experiment, store, evaluate, data: { channels: 3, classes: 10 }, resume: false, now: Date.now },
    runner: { pid: process.pid, host: 'bench' },
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  await store.close();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  const figures = {
    ...{ sampler, workers, trials: result.trials.complete, front: result.front.length },
    trialsPerSecond: Math.round((1000 * trials) / milliseconds),
    engineTrialsPerSecond: Math.round((1000 * trials) / (milliseconds - suggesting)),
    suggestionMilliseconds: Number((suggesting / trials).toFixed(2)),
    cpuMillisecondsPerTrial: Number(((user + system) / 1000 / trials).toFixed(2)),
    loadAverage: Number(loadavg()[0]!.toFixed(1)),
  };
  say(
    `sampler ${sampler}, ${workers} workers: ${figures.trialsPerSecond} trials/s, ${figures.engineTrialsPerSecond} without the ${figures.suggestionMilliseconds} ms of a suggestion, over ${trials} trials (${figures.cpuMillisecondsPerTrial} ms of processor time a trial, load ${figures.loadAverage})`,
  );
  return figures;
}

try {
  const networks = writeTable(join(folder, 'table.json'));
  const trials = Number(values.trials);
  say(`engine overhead: a table of ${networks} networks, SQLite`);
  const studies = [];
  for (const workers of [1, 4]) studies.push(await measure('random', workers, trials));
  studies.push(await measure('tpe', 4, Math.ceil(trials / 5)));
  // What auto takes for few trials thinks for long, as is right where a trial is a training.
  studies.push(await measure('auto', 4, Math.ceil(trials / 20)));
  const random = Math.max(...studies.filter(({ sampler }) => sampler === 'random').map(({ trialsPerSecond }) => trialsPerSecond));
  const targets = [{ target: `trials a second end to end with the random sampler >= ${TARGET}`, value: random, met: random >= TARGET }];
  const machine = `${cpus().length} x ${cpus()[0]?.model}, ${arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const versions = { node: process.version, sqlite: sqlite3.VERSION };
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(values.out, `${JSON.stringify({ date, machine, versions, targets, studies }, undefined, 2)}\n`);
  for (const { target, value, met } of targets) say(`${met ? 'met   ' : 'MISSED'} ${target}: ${value}`);
  if (targets.some(({ met }) => !met)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
