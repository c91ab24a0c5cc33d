import type { Graph, Op } from '@isoflop/blocks';
import type { NamedWeights, TensorInfo } from '@isoflop/runtime';
import { WeightTable } from '../weight-table.js';
import { GraphDefWriter } from './graph-def.js';
import { GRAPH_STEPS, type GraphStep } from './ops.js';

/** A network as a TensorFlow graph. */
export interface InferenceGraph extends Pick<GraphDefWriter, 'nodes' | 'constants'> {
  readonly inputs: { readonly images: TensorInfo };
  readonly outputs: { readonly logits: TensorInfo };
}

export interface GraphOptions {
  /** Whether who reads the graph knows grouped convolutions; else their kernels get zeros between the groups. */
  readonly grouped: boolean;
}

/** The network at inference, weights as constants: `images` [batch, height, width, channels] to `logits` [batch, classes], of any batch. */
export function inferenceGraph({ nodes }: Graph, weights: readonly NamedWeights[], { grouped }: GraphOptions): InferenceGraph {
  const writer = new GraphDefWriter();
  const table = new WeightTable(weights);
  const values: string[] = [];
  for (const node of nodes) {
    const step = GRAPH_STEPS[node.op.kind] as (step: GraphStep<Op>) => string;
    const x = node.inputs.map((index) => values[index]);
    values.push(step({ op: node.op, node, inputShape: nodes[node.inputs[0] ?? 0].output, x, writer, weights: table, grouped }));
  }
  const classes = nodes[nodes.length - 1].output[2];
  writer.add('Reshape', 'logits', [values[values.length - 1], writer.integers('logits/shape', [-1, classes])]);
  return {
    nodes: writer.nodes,
    constants: writer.constants,
    inputs: { images: { name: 'images:0', dtype: 'float32', shape: [-1, ...nodes[0].output] } },
    outputs: { logits: { name: 'logits:0', dtype: 'float32', shape: [-1, classes] } },
  };
}
