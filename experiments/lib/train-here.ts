import { openBackend } from '@isoflop/runtime';
import type { EvaluatorOptions } from '@isoflop/search';
import { trainCandidate, writeWeights } from '@isoflop/training';

/** Trains jobs in this process, one after the other: a process of its own takes longer to start than a job of the short form to train. */
export const trainHere: NonNullable<EvaluatorOptions['train']> = async (job, { weightsFile, onEpoch, onLatency, log, signal }) => {
  const backend = await openBackend(job.backend);
  const options = { ...(onEpoch && { onEpoch }), ...(onLatency && { onLatency }), ...(log && { log }), ...(signal && { signal }) };
  const { result, weights } = await trainCandidate(job, { ...options, backend });
  if (weightsFile) await writeWeights(weightsFile, weights, { architecture: JSON.stringify(job.architecture) });
  return { result, recipe: job.recipe, lost: [] };
};
