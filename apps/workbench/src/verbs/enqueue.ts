import { enqueueCandidate, type HandMade, storedExperiment } from '@isoflop/search';
import { Command } from 'commander';
import { readArchitecture } from '../architecture-source.js';
import { UsageError } from '../exit.js';
import { dataShapeOf } from '../experiment-source.js';
import { trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';
import { whoTakesItUp } from '../report/waiting.js';
import { withStore } from '../store.js';

interface EnqueueOptions {
  params?: string;
  architecture?: string;
  store: string;
}

/** `isoflop enqueue STUDY`: a candidate by hand, which the study evaluates next. */
export function enqueueVerb(io: Io): Command {
  return new Command('enqueue')
    .description('have a study evaluate a candidate of yours next; the sampler learns from it')
    .argument('<study>')
    .option('--params <json>', 'a value for each dimension of the space, as isoflop show --json prints a configuration')
    .option('--architecture <file>', 'or a network: a published one by name, or a network file; the sampler cannot learn from it')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, options: EnqueueOptions) =>
      withStore(options.store, async (store) => {
        const data = await dataShapeOf(storedExperiment(await store.study(study)));
        const trial = await enqueueCandidate(store, study, data, await handMade(options));
        io.answer(trialDocument(trial));
        io.show(`trial ${trial.number} of ${study} waits: ${await whoTakesItUp(store, study)}`);
      }),
    );
}

async function handMade({ params, architecture }: EnqueueOptions): Promise<HandMade> {
  if ((params === undefined) === (architecture === undefined)) {
    throw new UsageError('enqueue: give a candidate, by either --params or --architecture');
  }
  if (architecture !== undefined) return { architecture: await readArchitecture(architecture) };
  try {
    return { params: JSON.parse(params!) };
  } catch (error) {
    throw new UsageError(`--params: must be JSON, ${(error as Error).message}; write for example '{"width":1,"depth":2}'`);
  }
}
