import type { Graph, Node, Op, Weight } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';
import { identifier } from '../python/names.js';
import type { SafeTensor } from '../safetensors.js';
import { WeightTable } from '../weight-table.js';
import type { KerasHelper } from './helpers.js';
import { KERAS_STEPS, type KerasStep } from './ops.js';

/** A network as lines of a function that builds a functional model. */
export interface KerasNetwork {
  readonly lines: readonly string[];
  readonly helpers: ReadonlySet<KerasHelper>;
  /** Name of each node's layer, by the node's path. */
  readonly layers: ReadonlyMap<string, string>;
}

/** Tensors that only the next op reads are all called x, the others by the path of their op. */
export function kerasNetwork({ nodes }: Graph): KerasNetwork {
  const helpers = new Set<KerasHelper>();
  const layers = new Map<string, string>();
  const taken = new Set<string>();
  const variables: string[] = [];
  const lines: string[] = [];
  let block = '';
  for (const [index, node] of nodes.entries()) {
    const name = index === 0 ? 'images' : identifier(node.path, taken);
    taken.add(name);
    layers.set(node.path, name);
    const next = nodes[index + 1];
    const only = !nodes.some((each, reader) => reader > index + 1 && each.inputs.includes(index));
    const write = KERAS_STEPS[node.op.kind] as (step: KerasStep<Op>) => string;
    const x = node.inputs.map((input) => variables[input]);
    const inputShape = nodes[node.inputs[0] ?? 0].output;
    const call = write({ op: node.op, node, inputShape, x, name, need: (helper) => void helpers.add(helper) });
    const variable = index > 0 && only && (next === undefined || next.inputs.includes(index)) ? 'x' : name;
    if (index > 0 && blockOf(node) !== block) {
      block = blockOf(node);
      lines.push('', `# ${block}: ${inputShape.join('x')} in`);
    }
    variables.push(variable);
    lines.push(`${variable} = ${call}`);
  }
  const last = variables[variables.length - 1];
  return { lines: [...lines, '', `return keras.Model(images, layers.Flatten(name="logits")(${last}))`], helpers, layers };
}

/** `stages/2/0` of `stages/2/0/expand/conv`. */
const blockOf = ({ path }: Node) => /^(?:stages\/\d+\/\d+|[^/]+\/\d+)/.exec(path)?.[0] ?? path;

/** Every weight as `layer/weight`, both named as Keras names them. */
export function kerasState({ nodes }: Graph, weights: readonly NamedWeights[], layers: ReadonlyMap<string, string>): SafeTensor[] {
  const table = new WeightTable(weights);
  return nodes.flatMap((node) =>
    rolesOf(node.op).map((role) => {
      const { shape, data } = table.of(node, role);
      const name = `${layers.get(node.path)}/${node.op.kind === 'layer-scale' ? 'kernel' : role.replace('-', '_')}`;
      return { name, dtype: 'F32' as const, shape: node.op.kind === 'layer-scale' ? [1, 1, ...shape, 1] : shape, data };
    }),
  );
}

function rolesOf(op: Op): Weight['name'][] {
  switch (op.kind) {
    case 'conv2d':
    case 'depthwise-conv2d':
    case 'dense':
      return op.bias ? ['kernel', 'bias'] : ['kernel'];
    case 'batch-norm':
      return [...(op.scale ? (['gamma'] as const) : []), ...(op.center ? (['beta'] as const) : []), 'moving-mean', 'moving-variance'];
    case 'layer-norm':
      return ['gamma', 'beta'];
    case 'layer-scale':
      return ['gamma'];
    default:
      return [];
  }
}
