import { type Architecture, type Graph, lower } from '@isoflop/blocks';
import type { OpenedBackend } from '@isoflop/runtime';
import { checkedGradients } from './checked-gradients.js';
import type { Dataset } from './data/dataset.js';
import { type PreparedDataset, prepareDataset } from './data/prepare.js';
import type { Engine, EngineName } from './engines/engine.js';
import { openEngine } from './engines/open-engine.js';
import { TrainingError } from './errors.js';
import type { ChannelStatistics, GradientVerdict, TrainJob } from './job.js';
import type { Recipe } from './recipes/recipe.js';

/** A network with its data at one resolution. */
export interface PreparedNetwork {
  readonly graph: Graph;
  readonly data: PreparedDataset;
  readonly gradients: GradientVerdict | undefined;
}

/**
 * Resizes the data for a network and lowers it as the recipe wants it, with `normalization` of the images or their own. Throws a TrainingError with reason
 * 'bad-job', or a DatasetError, where network and data do not fit.
 */
export async function prepareNetwork(
  opened: OpenedBackend,
  job: TrainJob,
  dataset: Dataset,
  architecture: Architecture,
  normalization?: ChannelStatistics,
): Promise<PreparedNetwork> {
  const data = { ...prepareDataset(dataset, architecture.input), ...(normalization && { normalization }) };
  const graph = lower(withRecipe(architecture, job.recipe));
  checkClasses(job, graph, data);
  return { graph, data, gradients: await checkedGradients(opened, graph) };
}

/** An engine of its own for the network. The caller calls `dispose`. */
export function openNetwork(
  opened: OpenedBackend,
  { recipe, seed }: TrainJob,
  { graph, data, gradients }: PreparedNetwork,
  options: { readonly now: () => number; readonly engine?: EngineName },
): Engine {
  return openEngine(opened, { graph, data, recipe, seed, detours: new Set(gradients?.detoured), ...options });
}

/**
 * The network as the recipe trains it. Short runs see few steps: running averages with a long memory would still hold their initial values when they are
 * first used.
 */
function withRecipe(architecture: Architecture, { batchNormMomentum, dropout, stochasticDepth }: Recipe): Architecture {
  const momentum = Math.min(architecture.batchNorm.momentum, batchNormMomentum);
  return {
    ...architecture,
    batchNorm: { ...architecture.batchNorm, momentum },
    ...(stochasticDepth !== undefined && { stochasticDepth }),
    ...(dropout !== undefined && {
      head: architecture.head.map((block) => (block.kind === 'classifier' ? { ...block, dropout } : block)),
    }),
  };
}

function checkClasses(job: TrainJob, { nodes }: Graph, data: PreparedDataset): void {
  const classes = nodes[nodes.length - 1].output[2];
  if (classes === data.classes.length) return;
  throw new TrainingError(
    'bad-job',
    `train: ${job.architecture.name} must end in ${data.classes.length} classes for the data set ${data.name}, got ${classes}; change its classifier`,
  );
}
