import type { Graph } from '@isoflop/blocks';
import { isNormAverage, normProbe } from '../../norm-probe.js';
import type { GraphWriter } from '../builder/graph-writer.js';
import type { GraphTensor } from '../builder/tensor.js';
import { concat } from '../kernels/layout.js';
import { writeNetwork } from '../network.js';
import { normalize } from './images.js';
import type { TrainingOptions } from './options.js';
import { averageName, type StateEntry, type TrainerVariables } from './variables.js';

/** The running averages of batch normalisations that `predict` uses, in the order of the network. */
export function normEntries({ entries }: TrainerVariables): StateEntry[] {
  return entries.filter(({ spec, variable }) => spec?.name === variable.name && isNormAverage(variable.name));
}

/**
 * The signature `norms`: mean and variance of every batch normalisation over images given as bytes, one vector after the other, with the weights
 * that `predict` uses.
 */
export function writeNorms(
  writer: GraphWriter,
  graph: Graph,
  variables: TrainerVariables,
  { batch, normalization, averageDecay, detours }: TrainingOptions,
): void {
  const probe = normProbe(graph);
  const images = { shape: [batch, ...graph.nodes[0].output], dtype: 'uint8' } as const;
  const named = averageDecay === undefined ? variables.named : (name: string) => variables.named(averageName(name));
  writer.signature('norms', { images }, (scope, fed) => {
    const values = new Map<string, GraphTensor>();
    const mode = {
      training: true,
      seed: 0,
      step: scope.int(0),
      updateAverage: ({ variable, value }: { variable: { name: string }; value: GraphTensor }) => void values.set(variable.name, value),
    } as const;
    writeNetwork(probe, normalize(fed.images, normalization), mode, named, detours);
    const parts = normEntries(variables).map(({ variable: { name } }) => values.get(named(name).name) as GraphTensor);
    return { norms: concat(parts, 0) };
  });
}
