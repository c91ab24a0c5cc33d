/**
 * Fills a store with a large synthetic study, to look at the dashboard and to measure it:
 * `tsx bench/dashboard/fill.ts FILE.db [--trials 100000] [--name big] [--seed 1]`.
 */
import { parseArgs } from 'node:util';
import { fillStudy } from './large-study.js';

const { values, positionals } = parseArgs({
  options: {
    trials: { type: 'string', default: '100000' },
    name: { type: 'string', default: 'big' },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) {
  process.stderr.write('fill: give the SQLite file to fill\n');
  process.exit(2);
}
const startMs = performance.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
await fillStudy(file, { name: values.name, trials: Number(values.trials), seed: Number(values.seed), say });
say(`filled in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
