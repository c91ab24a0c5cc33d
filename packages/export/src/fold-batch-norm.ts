import type { Graph, Node, OpOf } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';
import { WeightTable } from './weight-table.js';

type Linear = OpOf<'conv2d' | 'depthwise-conv2d' | 'dense'>;

/** A graph with the weights that belong to it. */
export interface WeightedGraph {
  readonly graph: Graph;
  readonly weights: readonly NamedWeights[];
}

/**
 * The same function at inference with every batch normalisation that stands behind a convolution or dense layer, and is its only reader,
 * worked into that layer's kernel and bias: kernel · γ/√(σ² + ε), bias β + (bias - μ) · γ/√(σ² + ε). The folded layer keeps its path.
 */
export function foldBatchNorm({ graph, weights }: WeightedGraph): WeightedGraph {
  const { nodes } = graph;
  const table = new WeightTable(weights);
  const readers = nodes.map(() => 0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]++;
  const kept: Node[] = [];
  const newIndex: number[] = [];
  const folded = new Map<string, NamedWeights>();
  const gone = new Set<string>();
  nodes.forEach((node, index) => {
    const [input] = node.inputs;
    const before = nodes[input];
    if (node.op.kind === 'batch-norm' && isLinear(before) && readers[input] === 1) {
      const place = newIndex[input];
      kept[place] = { ...kept[place], op: { ...before.op, bias: true } };
      for (const entry of foldedWeights(before, node as Node & { op: OpOf<'batch-norm'> }, table)) folded.set(entry.name, entry);
      gone.add(node.path);
      newIndex[index] = place;
      return;
    }
    kept.push({ ...node, inputs: node.inputs.map((each) => newIndex[each]) });
    newIndex[index] = kept.length - 1;
  });
  const ownerOf = (name: string) => name.slice(0, name.lastIndexOf('/'));
  const others = weights.filter(({ name }) => !folded.has(name) && !gone.has(ownerOf(name)));
  return { graph: { nodes: kept }, weights: [...others, ...folded.values()] };
}

function isLinear(node: Node | undefined): node is Node & { op: Linear } {
  return node !== undefined && ['conv2d', 'depthwise-conv2d', 'dense'].includes(node.op.kind);
}

function foldedWeights(linear: Node & { op: Linear }, norm: Node & { op: OpOf<'batch-norm'> }, table: WeightTable): NamedWeights[] {
  const channels = norm.output[2];
  const kernel = table.of(linear, 'kernel');
  const mean = table.of(norm, 'moving-mean').data;
  const variance = table.of(norm, 'moving-variance').data;
  const gamma = norm.op.scale ? table.of(norm, 'gamma').data : undefined;
  const beta = norm.op.center ? table.of(norm, 'beta').data : undefined;
  const bias = linear.op.bias ? table.of(linear, 'bias').data : undefined;
  const factors = Float64Array.from(variance, (value, c) => (gamma?.[c] ?? 1) / Math.sqrt(value + norm.op.epsilon));
  // The last axes of every kernel are its output channels.
  const data = kernel.data.map((value, i) => value * factors[i % channels]);
  const shift = Float32Array.from(factors, (factor, c) => (beta?.[c] ?? 0) + ((bias?.[c] ?? 0) - mean[c]) * factor);
  return [
    { ...kernel, data },
    { name: `${linear.path}/bias`, shape: [channels], data: shift },
  ];
}
