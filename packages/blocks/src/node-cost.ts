import type { Graph, Node } from './ir/graph.js';
import { elements } from './ir/shape.js';
import { ruleOf } from './ops/rules.js';

/** Counts of one op for one image, in values. */
export interface NodeCost {
  readonly params: number;
  readonly buffers: number;
  readonly macs: number;
  /** Inputs and weights read and outputs written; 0 for an element-wise op of one input, which compilers fuse into the op before it. */
  readonly traffic: number;
}

/** What one op costs in its place: parameters are the sum of its weights' sizes. */
export function nodeCost(graph: Graph, { op, inputs, output }: Node): NodeCost {
  const rule = ruleOf(op);
  const isFused = rule.elementWise === true && inputs.length === 1;
  // Most ops are activations, which own, multiply and move nothing.
  if (isFused && rule.weights === undefined) return NOTHING;
  const shapes = inputs.map((index) => graph.nodes[index].output);
  let params = 0;
  let buffers = 0;
  for (const { shape, trainable } of rule.weights?.(op, shapes) ?? []) {
    let size = 1;
    for (const side of shape) size *= side;
    if (trainable) params += size;
    else buffers += size;
  }
  let traffic = 0;
  if (inputs.length > 0 && !isFused) {
    traffic = elements(output) + params;
    for (const shape of shapes) traffic += elements(shape);
  }
  return { params, buffers, macs: rule.macs?.(op, shapes, output) ?? 0, traffic };
}

const NOTHING: NodeCost = { params: 0, buffers: 0, macs: 0, traffic: 0 };
