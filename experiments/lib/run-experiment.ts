import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { openBackend } from '@isoflop/runtime';
import { svgOf } from '../../bench/scaling/svg-plot.js';
import type { Experiment, ExperimentContext, Mode, ResultsFile, StudyPlace, TrainingFacts } from './experiment.js';
import { renderReadme } from './render.js';
import { searchNetworks } from './search-networks.js';
import { trainHere } from './train-here.js';
import { trainNetworks } from './train-networks.js';

const TRAINING: Readonly<Record<Mode, TrainingFacts>> = {
  quick: { dataset: 'textures', recipe: 'quick', epochs: 1, trainImages: 128, validationImages: 50, seeds: 1 },
  full: { dataset: 'fashion-mnist', recipe: 'quick', epochs: 4, trainImages: 6000, validationImages: 5000, seeds: 3 },
};

export interface RunOptions {
  readonly mode: Mode;
  /** Folder for what an interrupted run goes on with. */
  readonly work: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs an experiment, or goes on with one that was interrupted. The short form trains in this process. */
export async function runExperiment<R>(name: string, experiment: Experiment<R>, options: RunOptions): Promise<ResultsFile<R>> {
  const { mode, work, signal, say } = options;
  mkdirSync(work, { recursive: true });
  const store = await openStore(join(work, 'results.db'));
  const facts = { ...TRAINING[mode], ...experiment.training?.[mode] };
  const evaluator = mode === 'quick' ? { train: trainHere } : {};
  const place: StudyPlace = { store, artifacts: join(work, 'artifacts'), evaluator, experiment: name, facts, signal, say };
  const context: ExperimentContext = {
    ...place,
    mode,
    train: (plan) => trainNetworks(place, plan),
    search: (plan) => searchNetworks(place, plan),
  };
  try {
    return {
      mode,
      command: `npm run experiments -- --${mode} --only ${name}`,
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} x ${cpus()[0].model}, Node ${process.version}, ${await software()}, load ${loadavg()[0].toFixed(1)}`,
      training: facts,
      // Where weights are is of this machine alone.
      results: JSON.parse(JSON.stringify(await experiment.run(context), (key, value) => (key === 'weightFiles' ? undefined : value))),
    };
  } finally {
    await store.close();
  }
}

async function software(): Promise<string> {
  const { tensorflowVersion, tfjsVersion } = (await openBackend('auto')).facts;
  return tensorflowVersion === undefined
    ? `TensorFlow.js ${tfjsVersion}`
    : `TensorFlow ${tensorflowVersion} under TensorFlow.js ${tfjsVersion}`;
}

/** Writes results, page and plots. */
export function writeExperiment<R>(folder: string, experiment: Experiment<R>, file: ResultsFile<R>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(file, null, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), renderReadme(experiment, file));
  for (const [name, plot] of Object.entries(experiment.plots(file.results))) writeFileSync(join(folder, `${name}.svg`), svgOf(plot));
}
