/**
 * Quality per trial: runs samplers on the problems over seeds, writes `hpo-quality/1` JSON and prints it beside the published
 * Optuna figures. `npm run bench:hpo -- [--problems a,b|listed|held-out] [--samplers auto,tpe] [--seeds 20] [--most 200] [--log FILE]
 * [--out FILE]`. Each seed's figures are appended to the log as they come, and those already there are not run again.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { heldOutProblems } from './held-out-problems.js';
import { listedProblems } from './listed-problems.js';
import type { Problem } from './problem.js';
import { bestOfBaseline, type QualityRow, summary } from './quality-rows.js';
import { runStudy } from './run-study.js';
import { samplerFor } from './samplers.js';
import { version } from './version.js';

const { values: flags } = parseArgs({
  options: {
    problems: { type: 'string', default: 'listed' },
    samplers: { type: 'string', default: 'auto' },
    seeds: { type: 'string', default: '20' },
    most: { type: 'string', default: '500' },
    log: { type: 'string' },
    out: { type: 'string' },
  },
});

interface Logged {
  readonly problem: string;
  readonly sampler: string;
  readonly seed: number;
  readonly version: string;
  readonly seconds: number;
  readonly reached: readonly (readonly [string, number])[];
}

const logged: Logged[] =
  flags.log && existsSync(flags.log)
    ? readFileSync(flags.log, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Logged)
    : [];

function chosenProblems(): readonly Problem[] {
  if (flags.problems === 'listed') return listedProblems;
  if (flags.problems === 'held-out') return heldOutProblems;
  const all = [...listedProblems, ...heldOutProblems];
  return flags.problems.split(',').map((key) => {
    const problem = all.find((candidate) => candidate.key === key);
    if (!problem) throw new Error(`quality: no problem '${key}'; there are ${all.map((candidate) => candidate.key).join(', ')}`);
    return problem;
  });
}

function runSeed(problem: Problem, sampler: string, seed: number): Logged {
  const kept = logged.find(
    (line) => line.problem === problem.key && line.sampler === sampler && line.seed === seed && line.version === version,
  );
  if (kept) return kept;
  const before = process.cpuUsage();
  const reached = [...runStudy(problem, samplerFor(sampler), seed, Number(flags.most))];
  const { user, system } = process.cpuUsage(before);
  const line: Logged = { problem: problem.key, sampler, seed, version, seconds: (user + system) / 1e6, reached };
  if (flags.log) appendFileSync(flags.log, `${JSON.stringify(line)}\n`);
  return line;
}

function rowsOf(problem: Problem, sampler: string): QualityRow[] {
  const found = new Map<string, number[]>();
  let seconds = 0;
  for (let seed = 0; seed < Number(flags.seeds); seed++) {
    const line = runSeed(problem, sampler, seed);
    seconds += line.seconds;
    for (const [key, value] of line.reached) found.set(key, [...(found.get(key) ?? []), value]);
  }
  console.log(`${problem.key}, ${sampler}: ${seconds.toFixed(1)} s of CPU`);
  return [...found].map(([key, list]) => {
    const [metric, budget] = key.split('@') as [string, string];
    const kind = problem.objectives === 1 ? 'single' : 'multi';
    const constrained = problem.constrained ?? false;
    return { version, problem: problem.key, kind, constrained, sampler, metric, budget: Number(budget), ...summary(list) };
  });
}

function print(row: QualityRow): void {
  const best = bestOfBaseline(row);
  const better = best && (row.metric === 'regret' ? row.mean <= best.mean : row.mean >= best.mean);
  const error = best && (best.std / Math.sqrt(best.n)).toPrecision(2);
  const beside = best ? `optuna ${best.sampler} ${best.mean.toPrecision(4)} +- ${error} (n ${best.n}) ${better ? 'better' : 'WORSE'}` : '';
  const mean = `${row.mean.toPrecision(4)} +- ${row.standardError.toPrecision(2)}`;
  console.log(
    `${row.problem.padEnd(12)} ${row.sampler.padEnd(8)} ${`${row.metric}@${row.budget}`.padEnd(14)} ${mean.padEnd(24)} median ${row.median.toPrecision(3).padEnd(10)} ${beside}`,
  );
}

const results: QualityRow[] = [];
for (const problem of chosenProblems()) {
  for (const sampler of flags.samplers.split(',')) {
    const rows = rowsOf(problem, sampler);
    for (const row of rows) print(row);
    results.push(...rows);
  }
}
if (flags.out) {
  const command = `npm run bench:hpo -- ${process.argv.slice(2).join(' ')}`;
  const machine = { cpu: cpus()[0]?.model, arch: arch(), node: process.version };
  const head = { schema: 'hpo-quality/1', lib: 'hyperopt-js', version, date: new Date().toISOString().slice(0, 10), command, machine };
  writeFileSync(flags.out, `${JSON.stringify({ ...head, results }, null, 1)}\n`);
}
