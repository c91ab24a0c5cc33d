import type { Graph } from '@isoflop/blocks';
import type { GraphWriter } from '../builder/graph-writer.js';
import { writeNetwork } from '../network.js';
import { normalize } from './images.js';
import type { TrainingOptions } from './options.js';
import { averageName, type TrainerVariables } from './variables.js';

/**
 * The signature `predict`: logits [n, classes] of images as bytes [n, height, width, channels], batch normalisation folded into the layers
 * before it. With averaged weights it uses the averages, with `onePass` oneDNN's convolutions with bias and activation.
 */
export function writePrediction(
  writer: GraphWriter,
  graph: Graph,
  variables: TrainerVariables,
  { normalization, averageDecay, detours }: TrainingOptions,
  onePass: boolean,
): void {
  const input = graph.nodes[0].output;
  const named = averageDecay === undefined ? variables.named : (name: string) => variables.named(averageName(name));
  writer.signature('predict', { images: { shape: [-1, ...input], dtype: 'uint8' } }, (_scope, { images }) => ({
    logits: writeNetwork(graph, normalize(images, normalization), { training: false, onePass }, named, detours),
  }));
}
