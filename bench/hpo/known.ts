/**
 * What knowing an objective is worth: accuracy against multiply-adds on NAS-Bench-Macro, the multiply-adds known or not. Prints means with
 * standard errors and writes JSON. `npm run bench:hpo-known -- [--seeds 20] [--most 200] [--samplers auto,tpe] [--log FILE] [--out FILE]`
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { macroFront } from './listed-problems.js';
import { summary } from './quality-rows.js';
import { runStudy } from './run-study.js';
import { samplerFor } from './samplers.js';
import { version } from './version.js';

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    most: { type: 'string', default: '200' },
    samplers: { type: 'string', default: 'auto,tpe,nsga2,evolution,random' },
    log: { type: 'string' },
    out: { type: 'string' },
  },
});
const problem = macroFront();
if (!problem) throw new Error('known: ../shared/reference/nas_bench_macro_cifar10.json is not beside the repository; put it there');

interface Logged {
  readonly sampler: string;
  readonly known: boolean;
  readonly seed: number;
  readonly reached: readonly (readonly [string, number])[];
}

const logged =
  flags.log && existsSync(flags.log)
    ? readFileSync(flags.log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Logged)
    : [];

function runSeed(sampler: string, known: boolean, seed: number): Logged {
  const kept = logged.find((line) => line.sampler === sampler && line.known === known && line.seed === seed);
  if (kept) return kept;
  const line = { sampler, known, seed, reached: [...runStudy(problem!, samplerFor(sampler), seed, Number(flags.most), known)] };
  if (flags.log) appendFileSync(flags.log, `${JSON.stringify(line)}\n`);
  return line;
}

const results = flags.samplers.split(',').flatMap((sampler) =>
  [true, false].flatMap((known) => {
    if (known && sampler === 'random') return [];
    const found = new Map<string, number[]>();
    for (let seed = 0; seed < Number(flags.seeds); seed++) {
      for (const [key, value] of runSeed(sampler, known, seed).reached) found.set(key, [...(found.get(key) ?? []), value]);
    }
    return [...found].map(([key, list]) => {
      const [metric, budget] = key.split('@') as [string, string];
      const row = { problem: problem.key, sampler, known, metric, budget: Number(budget), ...summary(list) };
      const label = `${sampler.padEnd(10)} ${known ? 'known  ' : 'unknown'} ${key.padEnd(14)}`;
      console.log(`${label} ${row.mean.toFixed(4)} +- ${row.standardError.toFixed(4)}`);
      return row;
    });
  }),
);
if (flags.out) {
  const machine = { cpu: cpus()[0]?.model, arch: arch(), node: process.version };
  const command = `npm run bench:hpo-known -- ${process.argv.slice(2).join(' ')}`;
  const head = { schema: 'hpo-known/1', lib: 'hyperopt-js', version, date: new Date().toISOString().slice(0, 10), command, machine };
  writeFileSync(flags.out, `${JSON.stringify({ ...head, results }, null, 1)}\n`);
}
