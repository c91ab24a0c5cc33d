import { openEvaluator, runStudy } from '@isoflop/search';
import { parseExperiment } from '@isoflop/search-space';
import type { SearchedNetwork, SearchPlan, StudyPlace } from './experiment.js';

/** Searches a space within a budget; what an interrupted run has trained is not trained again. */
export async function searchNetworks(
  { store, artifacts, evaluator, experiment: prefix, facts, signal, say }: StudyPlace,
  plan: SearchPlan,
): Promise<SearchedNetwork> {
  const file = {
    name: `${prefix}-${plan.name}`,
    dataset: facts.dataset,
    space: plan.space,
    budget: { macs: plan.macs, band: plan.band },
    search: { sampler: plan.sampler, trials: plan.trials, seed: plan.seed },
    training: {
      recipe: facts.recipe,
      epochs: plan.epochs,
      trainImages: plan.trainImages,
      validationImages: plan.validationImages,
      scores: true,
    },
    runtime: { backend: 'auto', workers: 1 },
  };
  const experiment = parseExperiment(JSON.stringify(file), file.name);
  const resume = (await store.studies()).some(({ name }) => name === file.name);
  const evaluate = await openEvaluator({ experiment, experimentFile: 'experiments', artifacts, facts: {}, ...evaluator });
  let ended = 0;
  const onEvent: Parameters<typeof runStudy>[0]['onEvent'] = (event) => {
    if (event.kind === 'trial-finished') say(`  ${plan.name} ${++ended} of ${plan.trials}: ${event.trial.accuracy ?? event.trial.reason}`);
  };
  const { best, trials } = await runStudy({
    ...{ experiment, store, evaluate, resume, signal, onEvent },
    data: { channels: 1, classes: 10, trainImages: plan.trainImages },
    runner: { pid: process.pid, host: 'experiments' },
    now: Date.now,
  }).then(async (result) => ({ ...result, trials: await store.trials(file.name, { kinds: ['search'] }) }));
  signal.throwIfAborted();
  if (!best) throw new Error(`${file.name}: a search must find a network, every training failed`);
  const architecture = await store.architecture(best.architectureHash);
  if (!architecture) throw new Error(`${file.name}: the store must have the architecture of its best trial, got none`);
  return {
    architecture,
    accuracies: trials.map(({ accuracy }) => accuracy),
    macs: trials.map(({ cost }) => cost.macs),
    trials,
  };
}
