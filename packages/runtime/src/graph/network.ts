import type { Graph, Node, OpOf, Weight } from '@isoflop/blocks';
import type { Scope } from './builder/scope.js';
import type { GraphTensor } from './builder/tensor.js';
import type { GraphVariable } from './builder/variable.js';
import { reshape } from './kernels/layout.js';
import type { Affine, GraphMode, LayerContext } from './layer.js';
import { writeLayer } from './layers.js';
import { inferenceAffine } from './ops/batch-norm.js';

/** Writes a network into a scope; `variableNamed` tells which variable a name stands for. Returns logits [batch, classes]. */
export function writeNetwork(
  { nodes }: Graph,
  images: GraphTensor,
  mode: GraphMode,
  variableNamed: (name: string) => GraphVariable,
): GraphTensor {
  const { scope } = images;
  const folded = mode.training ? new Map<number, number>() : foldedNorms(nodes);
  const norms = new Map([...folded].map(([norm, producer]) => [producer, norm]));
  const outputs: GraphTensor[] = [];
  for (const [index, node] of nodes.entries()) {
    if (folded.has(index)) {
      outputs.push(outputs[node.inputs[0]]);
      continue;
    }
    const norm = norms.get(index);
    outputs.push(
      writeLayer({
        ...weightsFor(node, scope, variableNamed),
        op: node.op,
        path: node.path,
        inputs: index === 0 ? [images] : node.inputs.map((input) => outputs[input]),
        shapes: node.inputs.map((input) => nodes[input].output),
        mode,
        scope,
        ...(norm === undefined ? {} : { affine: affineOf(nodes[norm], scope, variableNamed) }),
      }),
    );
  }
  const logits = outputs[outputs.length - 1];
  return scope.tape.record(reshape(logits, [images.shape[0], logits.shape[3]]), [logits], (dy) => [reshape(dy, logits.shape)]);
}

/** Batch normalisations that the only layer before them can do, by index: norm -> producer. */
function foldedNorms(nodes: readonly Node[]): Map<number, number> {
  const readers = new Array(nodes.length).fill(0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]++;
  const linear = new Set<Node['op']['kind']>(['conv2d', 'depthwise-conv2d', 'dense']);
  return new Map(
    nodes.flatMap(({ op, inputs: [input] }, index): [number, number][] =>
      op.kind === 'batch-norm' && readers[input] === 1 && linear.has(nodes[input].op.kind) ? [[index, input]] : [],
    ),
  );
}

function affineOf(norm: Node, scope: Scope, variableNamed: (name: string) => GraphVariable): Affine {
  return inferenceAffine({ op: norm.op as OpOf<'batch-norm'>, ...weightsFor(norm, scope, variableNamed) });
}

function weightsFor(
  { path }: Node,
  scope: Scope,
  variableNamed: (name: string) => GraphVariable,
): Pick<LayerContext<Node['op']>, 'variable' | 'weight'> {
  const variable = (role: Weight['name']) => variableNamed(`${path}/${role}`);
  return { variable, weight: (role) => scope.read(variable(role)) };
}
