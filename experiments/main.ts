/**
 * Runs the experiments: `npm run experiments -- --quick` all of them in a short form, into an ignored folder; `--full` what the committed results come
 * from, in place. `--only NAME` runs one. What was trained is kept under `.isoflop/experiments`, and a run that was interrupted goes on from there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore } from '@isoflop/results-store';
import { svgOf } from '../bench/scaling/svg-plot.js';
import type { Experiment, ExperimentContext, Mode, ResultsFile, TrainingFacts } from './lib/experiment.js';
import { ideasBlock, updateIdeas } from './lib/ideas.js';
import { renderReadme } from './lib/render.js';
import { searchNetworks } from './lib/search-networks.js';
import { trainNetworks } from './lib/train-networks.js';

const here = fileURLToPath(new URL('.', import.meta.url));

const TRAINING: Readonly<Record<Mode, TrainingFacts>> = {
  quick: { dataset: 'textures', recipe: 'quick', epochs: 1, trainImages: 256, validationImages: 100, seeds: 1 },
  full: { dataset: 'fashion-mnist', recipe: 'quick', epochs: 4, trainImages: 6000, validationImages: 5000, seeds: 3 },
};

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, full: { type: 'boolean' }, only: { type: 'string' } },
});
/** Experiments of `lib/experiment.ts`, and those with a program of their own that takes the same two words. */
const has = (name: string, file: string) => existsSync(join(here, name, file));
const names = readdirSync(here).filter((name) => has(name, 'run.ts') || has(name, 'main.ts'));
const chosen = names.filter((name) => options.only === undefined || name.includes(options.only));
if (Boolean(options.quick) === Boolean(options.full) || chosen.length === 0) {
  process.stderr.write(
    `experiments: needs --quick or --full, and --only one of ${names.join(', ')}; got ${process.argv.slice(2).join(' ')}\n`,
  );
  process.exit(2);
}
const mode: Mode = options.full ? 'full' : 'quick';
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted; the same command goes on')));

for (const name of chosen) {
  if (has(name, 'run.ts')) await runOne(name);
  else runProgram(name);
}

/** Ends this run where the program did not succeed. */
function runProgram(name: string): void {
  process.stderr.write(`${name}: a program of its own\n`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(here, name, 'main.ts'), `--${mode}`], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function runOne(name: string): Promise<void> {
  const { experiment } = (await import(`./${name}/run.js`)) as { experiment: Experiment<unknown> };
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const work = join(here, '..', '.isoflop', 'experiments', mode);
  mkdirSync(work, { recursive: true });
  const store = await openStore(join(work, 'results.db'));
  const facts = { ...TRAINING[mode], ...(mode === 'full' && experiment.seeds !== undefined && { seeds: experiment.seeds }) };
  const place = { store, artifacts: join(work, 'artifacts'), experiment: name, facts, signal: stop.signal, say };
  const context: ExperimentContext = {
    ...{ mode, facts, work, say, signal: stop.signal },
    train: (plan) => trainNetworks(place, plan),
    search: (plan) => searchNetworks(place, plan),
  };
  say(`${name}: ${experiment.title}`);
  try {
    const file: ResultsFile<unknown> = {
      mode,
      command: `npm run experiments -- --${mode} --only ${name}`,
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} x ${cpus()[0].model}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}`,
      training: facts,
      // Where weights are is of this machine alone.
      results: JSON.parse(JSON.stringify(await experiment.run(context), (key, value) => (key === 'weightFiles' ? undefined : value))),
    };
    write(mode === 'full' ? join(here, name) : join(work, name), experiment, file);
    if (mode === 'full') updateIdeas(name, ideasBlock(name, experiment, file));
  } finally {
    await store.close();
  }
}

function write(folder: string, experiment: Experiment<unknown>, file: ResultsFile<unknown>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(file, null, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), renderReadme(experiment, file));
  for (const [name, plot] of Object.entries(experiment.plots(file.results))) writeFileSync(join(folder, `${name}.svg`), svgOf(plot));
}
