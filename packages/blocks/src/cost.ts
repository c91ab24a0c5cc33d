import type { Architecture } from './ir/architecture.js';
import type { Graph, Node } from './ir/graph.js';
import { lower } from './ir/lower.js';
import { elements } from './ir/shape.js';
import { peakActivations } from './liveness.js';
import { ruleOf } from './ops/rules.js';

/** Multiply-adds by class of op: `pointwise` is a 1x1 convolution, `se` the two inside a squeeze-and-excite. */
export interface MacsByOp {
  readonly conv: number;
  readonly depthwise: number;
  readonly pointwise: number;
  readonly dense: number;
  readonly se: number;
}

/** Exact cost of one image through a network; every field is an integer. */
export interface Cost {
  /** Learnable values: weights, biases, gamma and beta. */
  readonly params: number;
  /** Running averages of batch normalisation. */
  readonly buffers: number;
  /** Multiply-adds of convolutions and dense layers; what most papers print as FLOPs. */
  readonly macs: number;
  readonly macsByOp: MacsByOp;
  /** Values put out by convolutions and dense layers (Radosavovic et al. 2020, "activations"). */
  readonly activations: number;
  /** Most bytes of float32 tensors alive at once at inference, batch 1, in order of execution. */
  readonly peakActivationBytes: number;
  /** Bytes of params and buffers as float32. */
  readonly weightsBytes: number;
}

/** Cost of one op in its place. */
export interface LayerCost {
  readonly path: string;
  readonly op: string;
  readonly output: readonly number[];
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
}

const BYTES_PER_VALUE = 4;

/** Exact cost of an architecture, by arithmetic alone. Throws `ArchitectureError` when its ops do not fit together. */
export function costOf(architecture: Architecture): Cost {
  return costOfGraph(lower(architecture));
}

/** Exact cost of a lowered network. */
export function costOfGraph(graph: Graph): Cost {
  const macsByOp = { conv: 0, depthwise: 0, pointwise: 0, dense: 0, se: 0 };
  let params = 0;
  let buffers = 0;
  let activations = 0;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((index) => graph.nodes[index].output);
    const rule = ruleOf(node.op);
    params += rule.params(node.op, inputs);
    buffers += rule.buffers?.(node.op, inputs) ?? 0;
    const macClass = macClassOf(node);
    if (macClass === undefined) continue;
    macsByOp[macClass] += rule.macs(node.op, inputs, node.output);
    activations += elements(node.output);
  }
  return {
    params,
    buffers,
    macs: macsByOp.conv + macsByOp.depthwise + macsByOp.pointwise + macsByOp.dense + macsByOp.se,
    macsByOp,
    activations,
    peakActivationBytes: peakActivations(graph) * BYTES_PER_VALUE,
    weightsBytes: (params + buffers) * BYTES_PER_VALUE,
  };
}

/** Cost of every op that has any, in order of execution. */
export function layerCosts(graph: Graph): LayerCost[] {
  return graph.nodes.map((node) => {
    const inputs = node.inputs.map((index) => graph.nodes[index].output);
    const rule = ruleOf(node.op);
    return {
      path: node.path,
      op: node.op.kind,
      output: node.output,
      params: rule.params(node.op, inputs),
      macs: rule.macs(node.op, inputs, node.output),
      activations: macClassOf(node) === undefined ? 0 : elements(node.output),
    };
  });
}

/** Floating-point operations: a multiply-add is two. The one place where MACs become FLOPs. */
export function flops(macs: number): number {
  return 2 * macs;
}

function macClassOf(node: Node): keyof MacsByOp | undefined {
  const { op } = node;
  if (op.kind === 'dense') return 'dense';
  if (op.kind === 'depthwise-conv2d') return 'depthwise';
  if (op.kind !== 'conv2d') return undefined;
  if (node.squeezeExcite) return 'se';
  return op.kernel[0] === 1 && op.kernel[1] === 1 ? 'pointwise' : 'conv';
}
