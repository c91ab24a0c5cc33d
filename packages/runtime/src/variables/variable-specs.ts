import { type Graph, type Node, type Op, type Shape, type Weight, weightsOf } from '@isoflop/blocks';
import { constant, denseUniform, fanOutNormal, type Initializer } from '../eager/initializers.js';

/** One variable of a network, before any engine makes it. */
export interface VariableSpec {
  /** Path of the node and role: `stages/0/0/expand/conv/kernel`. */
  readonly name: string;
  readonly role: Weight['name'];
  readonly shape: readonly number[];
  /** False for running averages, and for a scale or shift that its op does not learn. */
  readonly trainable: boolean;
  readonly initializer: Initializer;
}

/** The variables of a network in order of its nodes: what every engine makes, stores and loads. */
export function variableSpecs({ nodes }: Graph): VariableSpec[] {
  return nodes.flatMap((node) =>
    nodeVariables(
      node,
      node.inputs.map((index) => nodes[index].output),
    ),
  );
}

/** The variables of one node, given the shapes that it reads. */
export function nodeVariables({ op, path }: Pick<Node, 'op' | 'path'>, inputs: readonly Shape[]): VariableSpec[] {
  const weights = op.kind === 'batch-norm' ? normVariables(op, inputs[0][2]) : weightsOf(op, inputs);
  return weights.map(({ name, shape, trainable }) => ({
    name: `${path}/${name}`,
    role: name,
    shape,
    trainable,
    initializer: initializerOf(op, name),
  }));
}

/** All four, learned or not, because every engine's kernel takes them. */
function normVariables(op: Extract<Op, { kind: 'batch-norm' }>, channels: number): Weight[] {
  const shape = [channels];
  return [
    { name: 'gamma', shape, trainable: op.scale },
    { name: 'beta', shape, trainable: op.center },
    { name: 'moving-mean', shape, trainable: false },
    { name: 'moving-variance', shape, trainable: false },
  ];
}

function initializerOf(op: Op, role: Weight['name']): Initializer {
  if (role === 'gamma') return constant(op.kind === 'layer-scale' ? op.initial : 1);
  if (role === 'moving-variance') return constant(1);
  if (role !== 'kernel') return constant(0);
  if (op.kind === 'conv2d') return fanOutNormal((op.kernel[0] * op.kernel[1] * op.filters) / op.groups);
  if (op.kind === 'depthwise-conv2d') return fanOutNormal(op.kernel[0] * op.kernel[1] * op.multiplier);
  if (op.kind === 'dense') return denseUniform(op.units);
  throw new RangeError(`variables: ${op.kind} must have no kernel, got one; say in initializerOf how it starts`);
}
