/**
 * Quality per trial: runs samplers on the problems over seeds, writes `hpo-quality/1` JSON and prints it beside the published
 * Optuna figures. `npx tsx bench/hpo/quality.ts [--problems a,b|listed|held-out] [--samplers auto,tpe] [--seeds 20] [--most 200] [--out FILE]`
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { heldOutProblems } from './held-out-problems.js';
import { listedProblems } from './listed-problems.js';
import type { Problem } from './problem.js';
import { runStudy } from './run-study.js';
import { samplerFor } from './samplers.js';

interface Row {
  version: string;
  problem: string;
  kind: 'single' | 'multi';
  constrained: boolean;
  sampler: string;
  metric: string;
  budget: number;
  n: number;
  mean: number;
  std: number;
  median: number;
  min: number;
  max: number;
}

const { values: flags } = parseArgs({
  options: {
    problems: { type: 'string', default: 'listed' },
    samplers: { type: 'string', default: 'auto' },
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '0' },
    most: { type: 'string', default: '500' },
    out: { type: 'string' },
  },
});

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

function rowsOf(problem: Problem, sampler: string): Row[] {
  const found = new Map<string, number[]>();
  for (let seed = Number(flags.first); seed < Number(flags.first) + Number(flags.seeds); seed++) {
    for (const [key, value] of runStudy(problem, samplerFor(sampler), seed, Number(flags.most)))
      found.set(key, [...(found.get(key) ?? []), value]);
  }
  const constrained = problem.key === 'c2dtlz2' || problem.key === 'gramacy' || problem.key === 'binh';
  return [...found].map(([key, list]) => {
    const [metric, budget] = key.split('@') as [string, string];
    const kind = problem.objectives === 1 ? 'single' : 'multi';
    return { version: '0.1.0', problem: problem.key, kind, constrained, sampler, metric, budget: Number(budget), ...summary(list) };
  });
}

function summary(list: readonly number[]): Pick<Row, 'n' | 'mean' | 'std' | 'median' | 'min' | 'max'> {
  const ordered = [...list].sort((a, b) => a - b);
  const n = list.length;
  const mean = list.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1));
  const median = (ordered[(n - 1) >> 1]! + ordered[n >> 1]!) / 2;
  return { n, mean, std, median, min: ordered[0]!, max: ordered.at(-1)! };
}

const BASELINE = new URL('../../../shared/bench/hpo/optuna-baseline.json', import.meta.url);
const baseline: Row[] = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, 'utf8')).results : [];

function bestOfBaseline(row: Row): Row | undefined {
  const sign = row.metric === 'regret' ? 1 : -1;
  const alike = baseline.filter((other) => other.problem === row.problem && other.metric === row.metric && other.budget === row.budget);
  return alike.sort((a, b) => sign * (a.mean - b.mean))[0];
}

function print(row: Row): void {
  const best = bestOfBaseline(row);
  const better = best && (row.metric === 'regret' ? row.mean <= best.mean : row.mean >= best.mean);
  const beside = best ? `optuna ${best.sampler} ${best.mean.toPrecision(4)} (n ${best.n}) ${better ? 'better' : 'WORSE'}` : '';
  const mean = `${row.mean.toPrecision(4)} +- ${(row.std / Math.sqrt(row.n)).toPrecision(2)}`;
  console.log(
    `${row.problem.padEnd(12)} ${row.sampler.padEnd(8)} ${`${row.metric}@${row.budget}`.padEnd(14)} ${mean.padEnd(24)} median ${row.median.toPrecision(3).padEnd(10)} ${beside}`,
  );
}

const results: Row[] = [];
for (const problem of chosenProblems()) {
  for (const sampler of flags.samplers.split(',')) {
    const before = process.cpuUsage();
    const rows = rowsOf(problem, sampler);
    const { user, system } = process.cpuUsage(before);
    for (const row of rows) print(row);
    console.log(`  ${((user + system) / 1e6).toFixed(1)} s of CPU`);
    results.push(...rows);
  }
}
if (flags.out) {
  const machine = { cpu: cpus()[0]?.model, arch: arch(), node: process.version };
  writeFileSync(
    flags.out,
    `${JSON.stringify({ schema: 'hpo-quality/1', lib: 'hyperopt-js', command: process.argv.slice(2).join(' '), machine, results }, null, 1)}\n`,
  );
}
