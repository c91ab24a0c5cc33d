/**
 * Overhead: CPU milliseconds per ask+tell with 20 mixed parameters on one core, around so many trials; memory of 100,000 trials. Where
 * Python's Optuna is installed (`apt-get install python3-optuna`) it runs in the same way beside it.
 * `npm run bench:hpo-overhead -- [--out FILE] [--python /usr/bin/python3]`
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createStudy, RandomSampler, type Space, type Study } from 'hyperopt-js';
import { overheadLosses, overheadSpace } from './overhead-space.js';
import { samplerFor } from './samplers.js';
import { version } from './version.js';

interface Case {
  readonly sampler: string;
  readonly trials: number;
  readonly objectives: 1 | 2;
  /** Asks that are measured, half of them before and half after `trials`; as many come before them to warm up. */
  readonly measured: number;
  /** Milliseconds that must not be exceeded, and what Optuna took where the target was set. */
  readonly target: number;
  readonly published?: number;
}

const CASES: readonly Case[] = [
  { sampler: 'random', trials: 10_000, objectives: 1, measured: 5000, target: 0.02, published: 0.8 },
  { sampler: 'tpe', trials: 1000, objectives: 1, measured: 200, target: 1, published: 52 },
  { sampler: 'tpe', trials: 10_000, objectives: 1, measured: 100, target: 4, published: 277 },
  { sampler: 'tpe', trials: 1000, objectives: 2, measured: 200, target: 2, published: 186 },
  { sampler: 'nsga2', trials: 8000, objectives: 2, measured: 500, target: 0.1, published: 15.6 },
  { sampler: 'gp', trials: 50, objectives: 1, measured: 20, target: 20, published: 531 },
  { sampler: 'gp', trials: 500, objectives: 1, measured: 20, target: 300 },
];

function filled({ sampler, trials, objectives, measured }: Case): Study<Space> {
  const directions = new Array<'minimize'>(objectives).fill('minimize');
  const source = createStudy({ space: overheadSpace, directions, sampler: new RandomSampler() });
  const study = createStudy({ space: overheadSpace, directions, sampler: samplerFor(sampler) });
  for (let i = 0; i < trials - 1.5 * measured; i++) {
    const { params } = source.ask();
    study.add({ params, values: overheadLosses(params as Record<string, number>).slice(0, objectives) });
  }
  return study;
}

function step(study: Study<Space>, objectives: number): void {
  const trial = study.ask();
  study.tell(trial, { values: overheadLosses(trial.params as Record<string, number>).slice(0, objectives) });
}

function measure(chosen: Case): number {
  const study = filled(chosen);
  for (let i = 0; i < chosen.measured; i++) step(study, chosen.objectives);
  const before = process.cpuUsage();
  for (let i = 0; i < chosen.measured; i++) step(study, chosen.objectives);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / chosen.measured;
}

/** Bytes that 100,000 random trials of a study hold. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage();
  const study = createStudy({ space: overheadSpace, sampler: new RandomSampler() });
  for (let i = 0; i < 100_000; i++) step(study, 1);
  collect();
  const after = process.memoryUsage();
  if (study.trials.length !== 100_000) throw new Error('overhead: trials went missing');
  return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
}

const { values: flags } = parseArgs({ options: { out: { type: 'string' }, python: { type: 'string', default: '/usr/bin/python3' } } });

/** Optuna's version and milliseconds for the same case; undefined where it is not installed or has no such sampler. */
function optuna({ sampler, trials, objectives, measured }: Case): { version: string; milliseconds: number } | undefined {
  const script = fileURLToPath(new URL('./overhead_optuna.py', import.meta.url));
  const args = [script, sampler, String(trials), String(objectives), String(Math.min(measured, 20))];
  const { status, stdout } = spawnSync(flags.python, args, { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as { version: string; milliseconds: number }) : undefined;
}

const rows = CASES.map((chosen) => {
  const milliseconds = measure(chosen);
  const beside = optuna(chosen);
  const verdict = milliseconds <= chosen.target ? 'met' : 'MISSED';
  const name = `${chosen.sampler}, ${chosen.objectives} objective${chosen.objectives > 1 ? 's' : ''}, ${chosen.trials} trials`;
  const other = beside ? `${beside.milliseconds.toFixed(2)} (${beside.version})` : `${chosen.published ?? '-'} (published)`;
  const own = `${milliseconds.toFixed(4).padStart(10)} ms`;
  console.log(`${name.padEnd(36)} ${own}  target ${String(chosen.target).padEnd(5)} ${verdict.padEnd(7)} optuna ${other}`);
  return { ...chosen, milliseconds, optuna: beside ?? null };
});
const bytes = memory();
console.log(`memory of 100,000 trials: ${(bytes / 1e6).toFixed(0)} MB, target 200 ${bytes < 200e6 ? 'met' : 'MISSED'}`);
if (flags.out) {
  const machine = { cpu: cpus()[0]?.model, arch: arch(), node: process.version };
  const command = `npm run bench:hpo-overhead -- ${process.argv.slice(2).join(' ')}`;
  const head = { schema: 'hpo-overhead/1', lib: 'hyperopt-js', version, date: new Date().toISOString().slice(0, 10), command, machine };
  writeFileSync(flags.out, `${JSON.stringify({ ...head, rows, memoryBytes: bytes }, null, 1)}\n`);
}
