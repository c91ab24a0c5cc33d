import type { Graph, Node, OpKind, Weight } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';
import type { SafeTensor } from '../safetensors.js';
import { depthwiseFirst, filtersFirst, transpose } from '../transpose.js';
import { WeightTable } from '../weight-table.js';

type Convert = (weights: NamedWeights) => NamedWeights;

const asIs: Convert = (weights) => weights;

/** How the kernel of a layer is laid out in PyTorch. */
const KERNELS: Readonly<Partial<Record<OpKind, Convert>>> = {
  conv2d: filtersFirst,
  'depthwise-conv2d': depthwiseFirst,
  dense: (kernel) => transpose(kernel, [1, 0]),
};

const NAMES: Readonly<Record<Weight['name'], string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  'moving-mean': 'running_mean',
  'moving-variance': 'running_var',
};

/** The `state_dict` of a network whose layers have these dotted paths. */
export function torchState({ nodes }: Graph, weights: readonly NamedWeights[], layers: ReadonlyMap<string, string>): SafeTensor[] {
  const table = new WeightTable(weights);
  return nodes.flatMap((node) => {
    const layer = layers.get(node.path);
    return layer === undefined ? [] : rolesOf(node).flatMap((role) => tensorsOf(node, role, layer, table));
  });
}

function rolesOf({ op }: Node): Weight['name'][] {
  switch (op.kind) {
    case 'conv2d':
    case 'depthwise-conv2d':
    case 'dense':
      return op.bias ? ['kernel', 'bias'] : ['kernel'];
    case 'batch-norm':
      // PyTorch has either both parameters or none.
      return op.scale || op.center ? ['gamma', 'beta', 'moving-mean', 'moving-variance'] : ['moving-mean', 'moving-variance'];
    case 'layer-norm':
      return ['gamma', 'beta'];
    case 'layer-scale':
      return ['gamma'];
    default:
      return [];
  }
}

function tensorsOf(node: Node, role: Weight['name'], layer: string, table: WeightTable): SafeTensor[] {
  const convert = role === 'kernel' ? (KERNELS[node.op.kind] ?? asIs) : asIs;
  const { shape, data } = convert(valuesOf(node, role, table));
  const name = `${layer}.${node.op.kind === 'layer-scale' ? 'gamma' : NAMES[role]}`;
  const tensor: SafeTensor = { name, dtype: 'F32', shape, data };
  // Batches seen; PyTorch reads it only where momentum is None.
  const batches: SafeTensor = { name: `${layer}.num_batches_tracked`, dtype: 'I64', shape: [], data: new BigInt64Array(1) };
  return node.op.kind === 'batch-norm' && role === 'moving-variance' ? [tensor, batches] : [tensor];
}

function valuesOf(node: Node, role: Weight['name'], table: WeightTable): NamedWeights {
  const { op, path, output } = node;
  const constant = (value: number) => ({ name: `${path}/${role}`, shape: [output[2]], data: new Float32Array(output[2]).fill(value) });
  if (op.kind === 'batch-norm' && role === 'gamma' && !op.scale) return constant(1);
  if (op.kind === 'batch-norm' && role === 'beta' && !op.center) return constant(0);
  return table.of(node, role);
}
