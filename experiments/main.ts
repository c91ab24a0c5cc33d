/**
 * Runs the experiments: `npm run experiments -- --quick` all of them in a short form, into an ignored folder; `--full` what the committed results come
 * from, in place. `--only NAME` runs one. What was trained is kept under `.isoflop/experiments`, and a run that was interrupted goes on from there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Experiment, Mode } from './lib/experiment.js';
import { ideasBlock, updateIdeas } from './lib/ideas.js';
import { runExperiment, writeExperiment } from './lib/run-experiment.js';

const here = fileURLToPath(new URL('.', import.meta.url));

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
  say(`${name}: ${experiment.title}`);
  const file = await runExperiment(name, experiment, { mode, work, signal: stop.signal, say });
  writeExperiment(mode === 'full' ? join(here, name) : join(work, name), experiment, file);
  if (mode === 'full') updateIdeas(name, ideasBlock(name, experiment, file));
}
