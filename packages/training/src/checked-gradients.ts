import type { Graph } from '@isoflop/blocks';
import { type CheckOptions, convShapesOf, ensureShapesChecked, type GradientSummary, type OpenedBackend } from '@isoflop/runtime';
import { TrainingError } from './errors.js';
import type { GradientVerdict } from './job.js';

/**
 * The verdict over the gradients of every convolution of a network: known ones are read from the cache folder, others are checked first. Undefined on
 * backends whose gradients are isoflop's own or the reference. Throws a TrainingError where a convolution has no right way on this machine.
 */
export async function checkedGradients(
  opened: Pick<OpenedBackend, 'tf' | 'backend' | 'facts'>,
  graph: Graph,
  options: CheckOptions = {},
): Promise<GradientVerdict | undefined> {
  if (opened.backend === 'wasm' || opened.backend === 'plain') return undefined;
  const summary = await ensureShapesChecked(opened, convShapesOf(graph), options);
  requireRight(summary);
  const { checked, detoured, worstError } = summary;
  return { checked, detoured, worstError };
}

function requireRight({ wrong, backend, processor }: GradientSummary): void {
  if (wrong.length === 0) return;
  throw new TrainingError(
    'bad-job',
    `train: gradients must be right, those of ${wrong[0]} are not on ${backend} (${processor})${
      wrong.length > 1 ? `, nor those of ${wrong.length - 1} more` : ''
    }; choose other channels or set TF_ENABLE_ONEDNN_OPTS=0, see docs/gradients.md`,
  );
}
