import type { Graph } from '@isoflop/blocks';
import { encodeSavedModel, type NamedWeights } from '@isoflop/runtime';
import { inferenceGraph } from './graph.js';

/** The bytes of a `saved_model.pb` with the signature `serving_default`, from `images` to `logits`. Its weights are constants. */
export function savedModel(graph: Graph, weights: readonly NamedWeights[]): Uint8Array {
  const { nodes, inputs, outputs } = inferenceGraph(graph, weights, { grouped: true });
  return encodeSavedModel({ nodes, signatures: { serving_default: { inputs, outputs } } });
}
