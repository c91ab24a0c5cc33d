import { openStore, type ResultsStore } from '@isoflop/results-store';
import { type Experiment, openSpace, requireSatisfiable } from '@isoflop/search-space';
import { Command } from 'commander';
import { openStudyData } from '../dataset-source.js';
import { readExperiment } from '../experiment-source.js';
import type { Io } from '../io.js';
import { artifactsOption, DEFAULT_STORE, wholeNumber } from '../options.js';
import { reportDryRun } from '../report/dry-run.js';
import { runSearch } from '../run-search.js';
import { changed, type SearchChanges, withChangeOptions, workersOf } from '../search-options.js';
import { patience } from '../store.js';

interface SearchOptions extends SearchChanges {
  seed?: number;
  strict: boolean;
  store: string;
  artifacts?: string;
  resume: boolean;
  new: boolean;
  dryRun: boolean;
  fallbackDataset?: string;
}

/** `isoflop search FILE`: runs or resumes a study. */
export function searchVerb(io: Io): Command {
  const command = new Command('search')
    .description('search for the networks that make the most of a budget, by training candidates for real')
    .argument('<file>', 'experiment file (YAML)');
  return withChangeOptions(command)
    .option('--seed <n>', 'of suggestions, weights and data order', wholeNumber(0))
    .option('--strict', 'refuse data with anything unreadable in it, instead of leaving that out and counting it', false)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .addOption(artifactsOption())
    .option('--resume', 'go on with the study of this name', false)
    .option('--new', 'start anew even when the name is taken: the new study is called NAME-2, NAME-3, …', false)
    .option('--fallback-dataset <name>', 'use this data set, and say so, when the file’s cannot be had')
    .option('--dry-run', 'check everything, train nothing', false)
    .option('--json', 'one JSON document on stdout')
    .action((file: string, options: SearchOptions) => search(io, file, options));
}

async function search(io: Io, file: string, options: SearchOptions): Promise<void> {
  const written = strictly(withSeed(changed(await readExperiment(file), options), options.seed), options.strict);
  const data = await openStudyData(written, { io, fallback: options.fallbackDataset });
  let experiment: Experiment = { ...written, dataset: data.name };
  requireSatisfiable(openSpace(experiment.space), data.shape, experiment.budget);
  if (options.dryRun) return reportDryRun(io, experiment, data);
  const store = await openStore(options.store, patience(io));
  try {
    if (options.new) experiment = { ...experiment, name: await freeName(store, experiment.name) };
    const resumeCommand = `isoflop search ${file} --resume${repeatedOptions(options)}`;
    await runSearch(io, {
      ...{ experiment, data, store, file, resumeCommand },
      storeUrl: options.store,
      resume: options.resume,
      ...workersOf(options),
      ...(options.artifacts !== undefined && { artifacts: options.artifacts }),
    });
  } finally {
    await store.close();
  }
}

function withSeed(experiment: Experiment, seed: number | undefined): Experiment {
  return seed === undefined ? experiment : { ...experiment, search: { ...experiment.search, seed } };
}

/** Of the finalists' data as well. */
function strictly(experiment: Experiment, strict: boolean): Experiment {
  if (!strict) return experiment;
  const { training, finalists } = experiment;
  return {
    ...experiment,
    training: { ...training, strict },
    ...(finalists && { finalists: { ...finalists, ...(finalists.training && { training: { ...finalists.training, strict } }) } }),
  };
}

/** What has to be said again on resume, because trials would not be comparable without. */
function repeatedOptions({ seed, strict, store }: SearchOptions): string {
  return `${seed === undefined ? '' : ` --seed ${seed}`}${strict ? ' --strict' : ''}${store === DEFAULT_STORE ? '' : ` --store ${store}`}`;
}

async function freeName(store: ResultsStore, name: string): Promise<string> {
  const taken = new Set((await store.studies()).map((study) => study.name));
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name}-${n}`;
  return candidate;
}
