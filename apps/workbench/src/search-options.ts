import type { Experiment } from '@isoflop/search-space';
import { type Command, Option } from 'commander';
import { quantity, wholeNumber } from './options.js';

/** Changes to an experiment that the command line can make, also of a study that has begun. */
export interface SearchChanges {
  budget?: number;
  trials?: number;
  workers?: number;
  sampler?: Experiment['search']['sampler'];
  backend?: Experiment['runtime']['backend'];
}

export function withChangeOptions(command: Command): Command {
  return command
    .option('--budget <macs>', 'multiply-adds that a candidate may cost, such as 2M', quantity)
    .option('--trials <n>', 'candidates to train', wholeNumber(1))
    .option('--workers <n>', 'candidates trained at once', wholeNumber(1))
    .addOption(new Option('--sampler <name>', 'what suggests candidates').choices(['auto', 'random', 'tpe']))
    .addOption(new Option('--backend <name>', 'what trains').choices(['auto', 'cuda', 'cpu', 'wasm', 'webgpu']));
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
