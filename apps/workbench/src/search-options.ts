import { BACKENDS, type Experiment, SAMPLERS } from '@isoflop/search-space';
import { type Command, Option } from 'commander';
import { positiveNumber, quantity, wholeNumber } from './options.js';
import type { SearchRun } from './run-search.js';

/** Changes to an experiment that the command line can make, also of a study that has begun. */
export interface SearchChanges {
  budget?: number;
  trials?: number;
  workers?: number;
  workerTimeout?: number;
  sampler?: Experiment['search']['sampler'];
  backend?: Experiment['runtime']['backend'];
}

export function withChangeOptions(command: Command): Command {
  return command
    .option('--budget <macs>', 'multiply-adds that a candidate may cost, such as 2M', quantity)
    .option('--trials <n>', 'candidates to train', wholeNumber(1))
    .option('--workers <n>', 'candidates trained at once; with a PostgreSQL store, by this process beside other workers', wholeNumber(1))
    .option('--worker-timeout <seconds>', 'with a PostgreSQL store: silence after which a worker is given up (60)', positiveNumber)
    .addOption(new Option('--sampler <name>', 'what suggests candidates').choices(SAMPLERS))
    .addOption(new Option('--backend <name>', 'what trains').choices(BACKENDS));
}

/** What the command line says of workers, as `SearchRun` takes it. */
export function workersOf({ workers, workerTimeout }: SearchChanges): Pick<SearchRun, 'workersHere' | 'silenceSeconds'> {
  return {
    ...(workers !== undefined && { workersHere: workers }),
    ...(workerTimeout !== undefined && { silenceSeconds: workerTimeout }),
  };
}

/** An experiment with the command line's changes to it. */
export function changed(experiment: Experiment, { budget, trials, workers, sampler, backend }: SearchChanges): Experiment {
  return {
    ...experiment,
    budget: { ...experiment.budget, ...(budget !== undefined && { macs: budget }) },
    search: { ...experiment.search, ...(trials !== undefined && { trials }), ...(sampler && { sampler }) },
    runtime: { ...experiment.runtime, ...(workers !== undefined && { workers }), ...(backend && { backend }) },
  };
}
