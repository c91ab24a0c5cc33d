/**
 * What knowing an objective is worth: accuracy against multiply-adds on NAS-Bench-Macro, the multiply-adds known or modelled, and
 * samplers without it. `npx tsx bench/hpo/known.ts [--seeds 10]`
 */
import { parseArgs } from 'node:util';
import { macroFront } from './listed-problems.js';
import { runStudy } from './run-study.js';
import { samplerFor } from './samplers.js';

const { values: flags } = parseArgs({ options: { seeds: { type: 'string', default: '10' }, most: { type: 'string', default: '100' } } });
const problem = macroFront();
if (!problem) throw new Error('known: ../shared/reference/nas_bench_macro_cifar10.json is not beside the repository; put it there');
for (const [name, known] of [
  ['auto', true],
  ['auto', false],
  ['tpe', false],
  ['nsga2', false],
  ['random', false],
] as const) {
  const found = new Map<string, number[]>();
  for (let seed = 0; seed < Number(flags.seeds); seed++) {
    for (const [key, value] of runStudy(problem, samplerFor(name), seed, Number(flags.most), known))
      found.set(key, [...(found.get(key) ?? []), value]);
  }
  for (const [key, list] of found) {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    const error = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1) / list.length);
    console.log(`${name.padEnd(8)} ${known ? 'known   ' : 'modelled'} ${key.padEnd(14)} ${mean.toFixed(4)} +- ${error.toFixed(4)}`);
  }
}
