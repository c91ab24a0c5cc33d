import { hostname } from 'node:os';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { openEvaluator, runStudy, type StudyResult } from '@isoflop/search';
import { type Experiment, openSpace, requireSatisfiable } from '@isoflop/search-space';
import { Command, Option } from 'commander';
import { openStudyData } from '../dataset-source.js';
import { EXIT } from '../exit.js';
import { readExperiment } from '../experiment-source.js';
import { trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { machineFacts } from '../machine-facts.js';
import { DEFAULT_STORE, quantity, wholeNumber } from '../options.js';
import { reportDryRun } from '../report/dry-run.js';
import { progressLine } from '../report/progress.js';
import { reportStudy } from '../report/study.js';
import { artifactsFolder } from '../store.js';

interface SearchOptions {
  budget?: number;
  trials?: number;
  workers?: number;
  seed?: number;
  backend?: Experiment['runtime']['backend'];
  store: string;
  resume: boolean;
  new: boolean;
  dryRun: boolean;
  fallbackDataset?: string;
}

/** `isoflop search FILE`: runs or resumes a study. */
export function searchVerb(io: Io): Command {
  return new Command('search')
    .description('search for the networks that make the most of a budget, by training candidates for real')
    .argument('<file>', 'experiment file (YAML)')
    .option('--budget <macs>', 'multiply-adds that a candidate may cost, such as 2M', quantity)
    .option('--trials <n>', 'candidates to train', wholeNumber(1))
    .option('--workers <n>', 'candidates trained at once', wholeNumber(1))
    .option('--seed <n>', 'of suggestions, weights and data order', wholeNumber(0))
    .addOption(new Option('--backend <name>', 'what trains').choices(['auto', 'cuda', 'cpu', 'wasm', 'webgpu']))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--resume', 'go on with the study of this name', false)
    .option('--new', 'start anew even when the name is taken: the new study is called NAME-2, NAME-3, …', false)
    .option('--fallback-dataset <name>', 'use this data set, and say so, when the file’s cannot be had')
    .option('--dry-run', 'check everything, train nothing', false)
    .option('--json', 'one JSON document on stdout')
    .action((file: string, options: SearchOptions) => search(io, file, options));
}

async function search(io: Io, file: string, options: SearchOptions): Promise<void> {
  const written = withOptions(await readExperiment(file), options);
  const data = await openStudyData(written, { io, fallback: options.fallbackDataset });
  let experiment: Experiment = { ...written, dataset: data.name };
  requireSatisfiable(openSpace(experiment.space), data.shape, experiment.budget);
  if (options.dryRun) return reportDryRun(io, experiment, data);
  const store = await openStore(options.store);
  try {
    if (options.new) experiment = { ...experiment, name: await freeName(store, experiment.name) };
    const facts = await machineFacts(experiment.runtime.backend, io);
    const evaluate = await openEvaluator({ experiment, experimentFile: file, artifacts: artifactsFolder(options.store), facts });
    const stop = stopOnSignals(io);
    const result = await runStudy({
      experiment,
      store,
      evaluate,
      data: { ...data.shape, ...(data.images && { trainImages: data.images.train }) },
      resume: options.resume,
      runner: { pid: process.pid, host: hostname() },
      signal: stop,
      onEvent: (event) => io.say(progressLine(event)),
      now: Date.now,
    });
    answer(io, result);
    reportStudy(io, { experiment, data, result, file, storeUrl: options.store });
    if (result.interrupted) process.exitCode = EXIT.interrupted;
    else if (result.trials.complete === 0) process.exitCode = EXIT.failed;
  } finally {
    await store.close();
  }
}

/** The command line's changes to what the file says. */
function withOptions(experiment: Experiment, options: SearchOptions): Experiment {
  const { search, runtime, budget } = experiment;
  return {
    ...experiment,
    budget: { ...budget, ...(options.budget !== undefined && { macs: options.budget }) },
    search: {
      ...search,
      ...(options.trials !== undefined && { trials: options.trials }),
      ...(options.seed !== undefined && { seed: options.seed }),
    },
    runtime: {
      ...runtime,
      ...(options.workers !== undefined && { workers: options.workers }),
      ...(options.backend && { backend: options.backend }),
    },
  };
}

async function freeName(store: ResultsStore, name: string): Promise<string> {
  const taken = new Set((await store.studies()).map((study) => study.name));
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name}-${n}`;
  return candidate;
}

/** The first Ctrl-C stops in good order; the second ends the process at once, which loses nothing either. */
function stopOnSignals(io: Io): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    io.say('stopping: candidates under way are put back and trained again with --resume (Ctrl-C again ends at once)');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return controller.signal;
}

function answer(io: Io, { study, trials, best, front, finalists, baselines, hypervolume, interrupted }: StudyResult): void {
  io.answer({
    study,
    interrupted,
    trials,
    best: best ? trialDocument(best) : null,
    front: front.map(trialDocument),
    finalists: finalists.map(({ trial, ...measured }) => ({ trial: trial.number, hash: trial.architectureHash, ...measured })),
    baselines: baselines.map(trialDocument),
    hypervolume,
  });
}
