/**
 * Overhead: CPU milliseconds per ask+tell with 20 mixed parameters on one core, after so many trials; memory of 100,000 trials. Where
 * Python's Optuna is installed it runs in the same way beside it. `npx tsx bench/hpo/overhead.ts [--out FILE]`
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

interface Case {
  readonly sampler: string;
  readonly trials: number;
  readonly objectives: 1 | 2;
  readonly measured: number;
  /** Milliseconds that must not be exceeded, and what Optuna took where the target was set. */
  readonly target: number;
  readonly published?: number;
}

const CASES: readonly Case[] = [
  { sampler: 'random', trials: 1000, objectives: 1, measured: 2000, target: 0.02, published: 0.8 },
  { sampler: 'tpe', trials: 1000, objectives: 1, measured: 200, target: 1, published: 52 },
  { sampler: 'tpe', trials: 10_000, objectives: 1, measured: 100, target: 4, published: 277 },
  { sampler: 'tpe', trials: 1000, objectives: 2, measured: 200, target: 2, published: 186 },
  { sampler: 'nsga2', trials: 8000, objectives: 2, measured: 500, target: 0.1, published: 15.6 },
  { sampler: 'gp', trials: 50, objectives: 1, measured: 30, target: 20, published: 531 },
  { sampler: 'gp', trials: 500, objectives: 1, measured: 20, target: 300 },
];

function filled({ sampler, trials, objectives }: Case): Study<Space> {
  const directions = new Array<'minimize'>(objectives).fill('minimize');
  const source = createStudy({ space: overheadSpace, directions, sampler: new RandomSampler() });
  const study = createStudy({ space: overheadSpace, directions, sampler: samplerFor(sampler) });
  for (let i = 0; i < trials; i++) {
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
  for (let i = 0; i < Math.max(3, chosen.measured >> 2); i++) step(study, chosen.objectives);
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

/** Optuna's milliseconds for the same case; undefined where it is not installed. */
function optuna({ sampler, trials, objectives, measured }: Case): number | undefined {
  const script = fileURLToPath(new URL('./overhead_optuna.py', import.meta.url));
  const { status, stdout } = spawnSync('python3', [script, sampler, String(trials), String(objectives), String(Math.min(measured, 20))], {
    encoding: 'utf8',
  });
  return status === 0 ? Number(stdout) : undefined;
}

const { values: flags } = parseArgs({ options: { out: { type: 'string' } } });
const rows = CASES.map((chosen) => {
  const milliseconds = measure(chosen);
  const beside = optuna(chosen);
  const verdict = milliseconds <= chosen.target ? 'met' : 'MISSED';
  const name = `${chosen.sampler}, ${chosen.objectives} objective${chosen.objectives > 1 ? 's' : ''}, ${chosen.trials} trials`;
  console.log(
    `${name.padEnd(36)} ${milliseconds.toFixed(4).padStart(10)} ms  target ${String(chosen.target).padEnd(5)} ${verdict.padEnd(7)} optuna ${beside?.toFixed(2) ?? `${chosen.published ?? '-'} (published)`}`,
  );
  return { ...chosen, milliseconds, optuna: beside ?? null };
});
const bytes = memory();
console.log(`memory of 100,000 trials: ${(bytes / 1e6).toFixed(0)} MB, target 200 ${bytes < 200e6 ? 'met' : 'MISSED'}`);
if (flags.out) {
  const machine = { cpu: cpus()[0]?.model, arch: arch(), node: process.version };
  writeFileSync(
    flags.out,
    `${JSON.stringify({ schema: 'hpo-overhead/1', lib: 'hyperopt-js', version: '0.1.0', machine, rows, memoryBytes: bytes }, null, 1)}\n`,
  );
}
