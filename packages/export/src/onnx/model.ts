import type { Op } from '@isoflop/blocks';
import type { WeightedGraph } from '../fold-batch-norm.js';
import { WeightTable } from '../weight-table.js';
import { OnnxGraphWriter, type OnnxValue } from './graph-writer.js';
import { ONNX_STEPS, type OnnxStep } from './ops.js';
import type { OnnxModel } from './proto.js';

/** The oldest operator set that has layer normalisation; everything since reads it. */
const OPSET = 17;

/** The network at inference in standard operators: `images` [batch, channels, height, width] to `logits` [batch, classes]. */
export function onnxModel(name: string, { graph, weights }: WeightedGraph, metadata: Readonly<Record<string, string>>): OnnxModel {
  const { nodes } = graph;
  const writer = new OnnxGraphWriter();
  const table = new WeightTable(weights);
  const values: OnnxValue[] = [];
  for (const node of nodes) {
    const step = ONNX_STEPS[node.op.kind] as (step: OnnxStep<Op>) => OnnxValue;
    const inputs = node.inputs.map((index) => values[index]);
    values.push(step({ op: node.op, node, inputShape: nodes[node.inputs[0] ?? 0].output, inputs, writer, weights: table }));
  }
  writer.rename(writer.asVector(values[values.length - 1], 'logits'), 'logits');
  const [height, width, channels] = nodes[0].output;
  const classes = nodes[nodes.length - 1].output[2];
  return {
    name,
    opset: OPSET,
    nodes: writer.nodes,
    initializers: writer.initializers,
    input: { name: 'images', dims: ['batch', channels, height, width], about: 'normalised images, see metadata_props' },
    output: { name: 'logits', dims: ['batch', classes], about: 'one logit per class; softmax gives shares' },
    metadata,
  };
}
