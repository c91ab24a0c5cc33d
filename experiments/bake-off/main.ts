/**
 * Trains the bake-off and writes its results: `npx tsx experiments/bake-off/main.ts --full`, after `npm run build`. `--quick` takes about a minute, writes into
 * an ignored folder, and its numbers mean nothing. Stop it whenever you like: it goes on where it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { probeBackend } from '@isoflop/runtime';
import { svgOf } from '../../bench/scaling/svg-plot.js';
import { measureInTurns } from './latency.js';
import { plotsOf, resultsText } from './page.js';
import type { Results } from './results.js';
import { FOLDER, settingsOf } from './settings.js';
import { summaryOf } from './summary.js';
import { train } from './train.js';

const LATENCY_ROUNDS = { quick: 1, full: 7 } as const;
/** What is written between these in the README comes from the results. */
const MARKS = ['<!-- results: made by main.ts -->', '<!-- end of results -->'] as const;

if (process.argv.includes('--quick') === process.argv.includes('--full')) {
  console.error(`bake-off: needs --quick or --full, got ${process.argv.slice(2).join(' ') || 'neither'}; try --quick`);
  process.exit(2);
}
const form = process.argv.includes('--full') ? 'full' : 'quick';
const stop = new AbortController();
process.on('SIGINT', () => stop.abort()).on('SIGTERM', () => stop.abort());
const settings = settingsOf(form);
const trained = await train(settings, stop.signal);
if (trained === undefined) {
  console.error('bake-off: stopped; the same command goes on');
  process.exit(130);
}
const latencies = await measureInTurns(
  trained.members.map(({ architecture }) => architecture),
  LATENCY_ROUNDS[form],
);
const { facts } = await probeBackend(settings.search.runtime.backend);
const results: Results = {
  form,
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} x ${cpus()[0].model}, Node ${process.version}`,
  software: `TensorFlow ${facts.tensorflowVersion ?? ''} under TensorFlow.js ${facts.tfjsVersion}`,
  ...summaryOf(settings, trained, latencies),
};
write(form === 'full' ? FOLDER : settings.workFolder, results);

function write(folder: string, written: Results): void {
  writeFileSync(`${folder}results.json`, `${JSON.stringify(written, null, 2)}\n`);
  for (const [name, plot] of Object.entries(plotsOf(written))) writeFileSync(`${folder}${name}.svg`, svgOf(plot));
  const page = readFileSync(`${FOLDER}README.md`, 'utf8');
  const [before, rest] = page.split(MARKS[0]);
  const after = rest.split(MARKS[1])[1];
  writeFileSync(`${folder}README.md`, `${before}${MARKS[0]}\n\n${resultsText(written)}\n\n${MARKS[1]}${after}`);
  console.error(`bake-off: wrote ${folder}README.md`);
}
