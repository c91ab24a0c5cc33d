import { ArchitectureError } from './error.js';
import type { Architecture } from './ir/architecture.js';
import type { Graph, Node } from './ir/graph.js';
import { lower } from './ir/lower.js';
import { elements } from './ir/shape.js';
import { peakActivations, peakTrainingActivations } from './liveness.js';
import { nodeCost } from './node-cost.js';

/** Multiply-adds by class of op: `pointwise` is a 1x1 convolution, `se` the two inside a squeeze-and-excite. */
export interface MacsByOp {
  readonly conv: number;
  readonly depthwise: number;
  readonly pointwise: number;
  readonly dense: number;
  readonly se: number;
}

/** What some conventions count besides multiply-adds (see `CONVENTIONS`), in values. */
export interface OtherOps {
  /** Outputs of convolutions and dense layers that add a bias. */
  readonly biasAdditions: number;
  readonly batchNormOutputs: number;
  readonly layerNormOutputs: number;
  readonly globalPoolInputs: number;
  /** Outputs of max and average pooling windows. */
  readonly poolOutputs: number;
}

/** Exact cost of one image through a network; every field but the intensity is an integer. */
export interface Cost {
  /** Learnable values: weights, biases, gamma and beta. */
  readonly params: number;
  /** Running averages of batch normalisation. */
  readonly buffers: number;
  /** Multiply-adds of convolutions and dense layers; what most papers print as FLOPs. */
  readonly macs: number;
  readonly macsByOp: MacsByOp;
  readonly otherOps: OtherOps;
  /** Values put out by convolutions and dense layers (Radosavovic et al. 2020, "activations"). */
  readonly activations: number;
  /** Most bytes of float32 tensors alive at once at inference, batch 1, in order of execution. */
  readonly peakActivationBytes: number;
  /** Most bytes of float32 tensors alive at once in a training step, batch 1, weights and their gradients aside. */
  readonly peakTrainingBytes: number;
  /** Bytes of params and buffers as float32. */
  readonly weightsBytes: number;
  /** Bytes read and written at inference, batch 1, float32, when every op that is not element-wise reads its inputs and weights and writes its output once. */
  readonly trafficBytes: number;
  /** FLOPs per byte of that traffic (Williams et al. 2009, roofline). */
  readonly arithmeticIntensity: number;
}

/** Cost of one op in its place. */
export interface LayerCost {
  readonly path: string;
  readonly op: string;
  readonly output: readonly number[];
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
  readonly trafficBytes: number;
}

const BYTES_PER_VALUE = 4;

/** Exact cost of an architecture, by arithmetic alone. Throws `ArchitectureError` when its ops do not fit together. */
export function costOf(architecture: Architecture): Cost {
  return costOfGraph(lower(architecture));
}

/** Exact cost of a lowered network. Throws `ArchitectureError` when a count leaves the range of exact integers. */
export function costOfGraph(graph: Graph): Cost {
  const macsByOp = { conv: 0, depthwise: 0, pointwise: 0, dense: 0, se: 0 };
  const otherOps = { biasAdditions: 0, batchNormOutputs: 0, layerNormOutputs: 0, globalPoolInputs: 0, poolOutputs: 0 };
  let params = 0;
  let buffers = 0;
  let activations = 0;
  let traffic = 0;
  for (const node of graph.nodes) {
    const cost = nodeCost(graph, node);
    params += cost.params;
    buffers += cost.buffers;
    traffic += cost.traffic;
    countOther(graph, node, otherOps);
    const macClass = macClassOf(node);
    if (macClass === undefined) continue;
    macsByOp[macClass] += cost.macs;
    activations += elements(node.output);
  }
  const macs = macsByOp.conv + macsByOp.depthwise + macsByOp.pointwise + macsByOp.dense + macsByOp.se;
  const peakTrainingBytes = peakTrainingActivations(graph) * BYTES_PER_VALUE;
  requireExact(Math.max(2 * macs, (traffic + params + buffers) * BYTES_PER_VALUE, peakTrainingBytes));
  return {
    params,
    buffers,
    macs,
    macsByOp,
    otherOps,
    activations,
    peakActivationBytes: peakActivations(graph) * BYTES_PER_VALUE,
    peakTrainingBytes,
    weightsBytes: (params + buffers) * BYTES_PER_VALUE,
    trafficBytes: traffic * BYTES_PER_VALUE,
    arithmeticIntensity: traffic === 0 ? 0 : flops(macs) / (traffic * BYTES_PER_VALUE),
  };
}

/** Cost of every op, in order of execution. */
export function layerCosts(graph: Graph): LayerCost[] {
  return graph.nodes.map((node) => {
    const { params, macs, traffic } = nodeCost(graph, node);
    return {
      path: node.path,
      op: node.op.kind,
      output: node.output,
      params,
      macs,
      activations: macClassOf(node) === undefined ? 0 : elements(node.output),
      trafficBytes: traffic * BYTES_PER_VALUE,
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function countOther(graph: Graph, { op, inputs, output }: Node, count: Mutable<OtherOps>): void {
  if (op.kind === 'batch-norm') count.batchNormOutputs += elements(output);
  else if (op.kind === 'layer-norm') count.layerNormOutputs += elements(output);
  else if (op.kind === 'global-avg-pool') count.globalPoolInputs += elements(graph.nodes[inputs[0]].output);
  else if (op.kind === 'max-pool' || op.kind === 'avg-pool') count.poolOutputs += elements(output);
  else if ('bias' in op && op.bias === true) count.biasAdditions += elements(output);
}

function requireExact(largest: number): void {
  if (Number.isSafeInteger(largest)) return;
  throw new ArchitectureError(
    '',
    'every count must stay below 2^53 to be exact',
    largest,
    'lower the resolution, the channels or the repeats',
  );
}
