import type { ResultsStore, Trial } from '@isoflop/results-store';
import { BOOTSTRAP, fitStudy, type TrainedNetwork } from '@isoflop/scaling';
import { Command } from 'commander';
import { UsageError } from '../exit.js';
import { fitDocument } from '../fit-document.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { showFit } from '../report/fit.js';
import { withStore } from '../store.js';

interface FitOptions {
  store: string;
  finalists?: boolean;
  samples: number;
  seed: number;
}

/** `isoflop fit STUDY`: how error falls with compute, and which depth, width and resolution to spend it on. */
export function fitVerb(io: Io): Command {
  return new Command('fit')
    .description("scaling law and iso-FLOP optimum of a study's trained networks, with intervals")
    .argument('<study>')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--finalists', 'fit the retrained finalists in place of the candidates and baselines')
    .option('--samples <n>', 'resampled fits behind the intervals', wholeNumber(20), BOOTSTRAP.samples)
    .option('--seed <n>', 'of the resampling', wholeNumber(0), BOOTSTRAP.seed)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, options: FitOptions) =>
      withStore(options.store, async (store) => {
        const networks = await trainedNetworks(store, study, options.finalists === true);
        const { samples, seed } = options;
        const fit = fitStudy(networks, { ...BOOTSTRAP, samples, seed });
        io.answer(fitDocument(study, fit));
        showFit(io, study, fit);
      }),
    );
}

/** Complete trials that were trained alike: candidates and baselines, or the finalists, which were trained for longer. */
async function trainedNetworks(store: ResultsStore, study: string, finalists: boolean): Promise<TrainedNetwork[]> {
  const kinds = finalists ? (['finalist'] as const) : (['search', 'baseline'] as const);
  const trials = await store.trials(study, { states: ['complete'], kinds });
  if (trials.length === 0) {
    throw new UsageError(
      `fit ${study}: the study must have complete ${finalists ? 'finalists' : 'trials'}, got none; run isoflop search first`,
    );
  }
  const networks: TrainedNetwork[] = [];
  const seen = new Set<string>();
  for (const trial of trials) {
    // A second trial of a network and seed repeats the first one's result; it is no second measurement.
    const identity = `${trial.architectureHash}/${trial.seed}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    const network = await trainedNetwork(store, trial);
    if (network !== undefined) networks.push(network);
  }
  return networks;
}

async function trainedNetwork(store: ResultsStore, trial: Trial): Promise<TrainedNetwork | undefined> {
  const architecture = await store.architecture(trial.architectureHash);
  if (architecture === undefined || trial.accuracy === null) return undefined;
  return { trial: trial.number, architecture, macs: trial.cost.macs, error: 1 - trial.accuracy };
}
