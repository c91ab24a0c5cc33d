/**
 * Runs the experiments: `npm run experiments -- --quick` all of them in a short form, into an ignored folder; `--full` what the committed results come
 * from, in place; `--pages` none, but makes pages and plots anew from the committed results. `--only NAME` takes one. What was trained is kept under
 * `.isoflop/experiments`, and a run that was interrupted goes on from there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Experiment, Mode, ResultsFile } from './lib/experiment.js';
import { ideasBlock, updateIdeas } from './lib/ideas.js';
import { runExperiment, writeExperiment } from './lib/run-experiment.js';

const here = fileURLToPath(new URL('.', import.meta.url));

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, full: { type: 'boolean' }, pages: { type: 'boolean' }, only: { type: 'string' } },
});
const names = readdirSync(here).filter((name) => existsSync(join(here, name, 'run.ts')));
const chosen = names.filter((name) => options.only === undefined || name.includes(options.only));
if ([options.quick, options.full, options.pages].filter(Boolean).length !== 1 || chosen.length === 0) {
  process.stderr.write(
    `experiments: needs one of --quick, --full and --pages, and --only one of ${names.join(', ')}; got ${process.argv.slice(2).join(' ')}\n`,
  );
  process.exit(2);
}
const mode: Mode = options.quick ? 'quick' : 'full';
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted; the same command goes on')));

for (const name of chosen) await runOne(name);

async function runOne(name: string): Promise<void> {
  const { experiment } = (await import(`./${name}/run.js`)) as { experiment: Experiment<unknown> };
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const work = join(here, '..', '.isoflop', 'experiments', mode);
  say(`${name}: ${experiment.title}`);
  const file = options.pages ? readResults(name) : await runExperiment(name, experiment, { mode, work, signal: stop.signal, say });
  writeExperiment(mode === 'full' ? join(here, name) : join(work, name), experiment, file);
  if (mode === 'full') updateIdeas(name, ideasBlock(name, experiment, file));
}

function readResults(name: string): ResultsFile<unknown> {
  return JSON.parse(readFileSync(join(here, name, 'results.json'), 'utf8')) as ResultsFile<unknown>;
}
