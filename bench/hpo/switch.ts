/**
 * What the change of sampler at 1,000 trials costs: `auto` through it against the Gaussian process that goes on from the same trials, with
 * Optuna's TPE beside them where it is installed. `npm run bench:hpo-switch -- [--problem rosenbrock5] [--seeds 2] [--out FILE]`
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createStudy, GPSampler, type Space, type Study } from 'hyperopt-js';
import { listedProblems } from './listed-problems.js';
import { summary } from './quality-rows.js';
import { version } from './version.js';

const { values: flags } = parseArgs({
  options: {
    problem: { type: 'string', default: 'rosenbrock5' },
    seeds: { type: 'string', default: '2' },
    python: { type: 'string', default: '/usr/bin/python3' },
    out: { type: 'string' },
  },
});
const SWITCH = 1000;
const LAST = 1500;
const problem = listedProblems.find(({ key, optimum }) => key === flags.problem && optimum !== undefined);
if (!problem) throw new Error(`switch: no single-objective problem '${flags.problem}'; give one of listed-problems.ts`);
const { space, evaluate, optimum } = problem;

/** Runs to `last` trials. */
function run(study: Study<Space>, last: number): void {
  while (study.trials.length < last) {
    const trial = study.ask();
    study.tell(trial, evaluate(trial.params));
  }
}

const regretOf = (study: Study<Space>): number => study.best!.values![0]! - optimum!;

/** Regret of Optuna's TPE by the same budgets; undefined where it is not installed. */
function optuna(seed: number): readonly number[] | undefined {
  const script = fileURLToPath(new URL('./switch_optuna.py', import.meta.url));
  const { status, stdout } = spawnSync(flags.python, [script, String(seed), String(SWITCH), String(LAST)], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as number[]) : undefined;
}

const found: Record<string, number[]> = {};
const note = (name: string, regret: number): void => {
  found[name] = [...(found[name] ?? []), regret];
  console.log(`${name.padEnd(28)} ${regret.toPrecision(4)}`);
};
for (let seed = 0; seed < Number(flags.seeds); seed++) {
  const study = createStudy({ space, seed, trials: LAST });
  run(study, SWITCH);
  note(`auto @${SWITCH}`, regretOf(study));
  const without = createStudy({ space, sampler: new GPSampler(), seed, trials: LAST });
  for (const { params, values } of study.trials) without.add({ params, values: values! });
  run(study, LAST);
  note(`auto @${LAST}`, regretOf(study));
  run(without, LAST);
  note(`no change of sampler @${LAST}`, regretOf(without));
  const beside = flags.problem === 'rosenbrock5' ? optuna(seed) : undefined;
  for (const [i, regret] of (beside ?? []).entries()) note(`optuna tpe @${[SWITCH, LAST][i]}`, regret);
}
const results = Object.entries(found).map(([name, list]) => ({ name, problem: flags.problem, ...summary(list) }));
const head = { schema: 'hpo-switch/1', lib: 'hyperopt-js', version, date: new Date().toISOString().slice(0, 10) };
if (flags.out) writeFileSync(flags.out, `${JSON.stringify({ ...head, results }, null, 1)}\n`);
