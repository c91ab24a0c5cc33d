import type { Graph, Op } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';
import { WeightTable } from '../weight-table.js';
import { GraphDefWriter, shapeOf } from './graph-def.js';
import { GRAPH_STEPS, type GraphStep } from './ops.js';

/** The two files of a TensorFlow.js graph model, and how the second is named in the first. */
export interface GraphModel {
  readonly description: Readonly<Record<string, unknown>>;
  readonly weights: Uint8Array;
}

/** The network at inference: `images` [batch, height, width, channels] to `logits` [batch, classes]. */
export function graphModel({ nodes }: Graph, weights: readonly NamedWeights[], weightsFile: string): GraphModel {
  const writer = new GraphDefWriter();
  const table = new WeightTable(weights);
  const values: string[] = [];
  for (const node of nodes) {
    const step = GRAPH_STEPS[node.op.kind] as (step: GraphStep<Op>) => string;
    const x = node.inputs.map((index) => values[index]);
    values.push(step({ op: node.op, node, inputShape: nodes[node.inputs[0] ?? 0].output, x, writer, weights: table }));
  }
  const classes = nodes[nodes.length - 1].output[2];
  writer.add('Reshape', 'logits', [values[values.length - 1], writer.integers('logits/shape', [-1, classes])]);
  const info = (name: string, sides: readonly number[]) => ({
    [name]: { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shapeOf(sides) },
  });
  return {
    description: {
      format: 'graph-model',
      generatedBy: 'isoflop',
      convertedBy: 'isoflop',
      signature: { inputs: info('images', [-1, ...nodes[0].output]), outputs: info('logits', [-1, classes]) },
      modelTopology: { node: writer.nodes, library: {}, versions: { producer: 1395 } },
      weightsManifest: [{ paths: [weightsFile], weights: writer.constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
    },
    weights: Buffer.concat(writer.constants.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))),
  };
}
