import { costOfGraph, type Graph } from '@isoflop/blocks';
import { buildModel, type TensorFlow } from '@isoflop/runtime';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { gradientScores } from './gradient-scores.js';
import { naswot } from './naswot.js';
import { synflow } from './synflow.js';
import { zen } from './zen.js';

/**
 * Guesses at how well a network would train, from its initial weights. Higher means better; each has a scale of its own. NaN where a network has no such
 * score: floats cannot hold its synflow, or it has no activations for NASWOT.
 */
export interface ZeroCostScores {
  readonly gradNorm: number;
  readonly snip: number;
  /** A decimal logarithm. */
  readonly synflow: number;
  /** A natural logarithm; -Infinity when two images of the batch look alike to the network. */
  readonly naswot: number;
  /** A natural logarithm. */
  readonly zen: number;
  /** The two scores that every other one has to beat. */
  readonly params: number;
  readonly macs: number;
}

/** All scores of a network on one batch: images [batch, height, width, channels], normalised, and target distributions [batch, classes]. */
export function zeroCostScores(
  tf: TensorFlow,
  graph: Graph,
  batch: { readonly images: Tensor4D; readonly targets: Tensor2D },
  options: { readonly seed: number },
): ZeroCostScores {
  const { params, macs } = costOfGraph(graph);
  const model = buildModel(tf, graph, options);
  try {
    return {
      ...gradientScores(tf, model, batch.images, batch.targets),
      synflow: orNone(() => synflow(tf, graph, options)),
      naswot: orNone(() => naswot(tf, graph, batch.images, options)),
      zen: zen(tf, graph, { ...options, batch: batch.images.shape[0] }),
      params,
      macs,
    };
  } finally {
    model.dispose();
  }
}

function orNone(score: () => number): number {
  try {
    return score();
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN;
    throw error;
  }
}
