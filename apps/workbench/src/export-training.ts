import type { TrainedDocument } from '@isoflop/export';
import type { Metric, Trial } from '@isoflop/results-store';
import { datasetOf, recipeOf, trainingSettingsOf } from '@isoflop/search';
import { experimentSchema } from '@isoflop/search-space';
import { type Recipe, withHalfTheBatch } from '@isoflop/training';

/**
 * What an exported file says for training a complete trial anew, and the curve that this gives on the same backend; nothing where the trial
 * was not trained here but looked up, measured by a user's module or imported. `spec` is the experiment as the store keeps it.
 */
export function trainingOf(
  trial: Trial,
  spec: unknown,
  metrics: readonly Metric[],
): Pick<TrainedDocument, 'training' | 'curve'> | undefined {
  const { data: experiment } = experimentSchema.safeParse(spec);
  if (experiment?.evaluator.kind !== 'train') return undefined;
  const settings = trainingSettingsOf(experiment, trial.kind === 'finalist');
  const curve = metrics.filter(({ name }) => CURVES.includes(name)).map(({ epoch, name, value }) => ({ epoch, name, value }));
  return {
    training: {
      seed: trial.seed,
      epochs: Math.max(1, ...curve.map(({ epoch }) => epoch)),
      recipe: { ...asUsed(recipeOf(settings), trial.facts?.batch) },
      dataset: { ...datasetOf(experiment, settings) },
      backend: String(trial.facts?.backend ?? experiment.runtime.backend),
    },
    curve,
  };
}

/** A network that needed more memory than there was got half the batch. */
const asUsed = (recipe: Recipe, batch: unknown) => (batch === Math.floor(recipe.batch / 2) ? withHalfTheBatch(recipe) : recipe);

/** Names under which a study keeps what every epoch gave. */
const CURVES: readonly string[] = ['loss', 'val-loss', 'val-accuracy'];
