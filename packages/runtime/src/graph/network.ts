import type { Graph, Node, OpOf, Weight } from '@isoflop/blocks';
import { activationOf, type Fusion, inferenceFusions } from '../inference-fusions.js';
import type { Scope } from './builder/scope.js';
import type { GraphTensor } from './builder/tensor.js';
import type { GraphVariable } from './builder/variable.js';
import { reshape } from './kernels/layout.js';
import type { Affine, Fused, GraphMode, LayerContext } from './layer.js';
import { writeLayer } from './layers.js';
import { inferenceAffine } from './ops/batch-norm.js';

/**
 * Writes a network into a scope; `variableNamed` tells which variable a name stands for, `detours` see `LayerContext`. Returns logits
 * [batch, classes].
 */
export function writeNetwork(
  { nodes }: Graph,
  images: GraphTensor,
  mode: GraphMode,
  variableNamed: (name: string) => GraphVariable,
  detours: ReadonlySet<string> = new Set(),
): GraphTensor {
  const { scope } = images;
  const fusions = mode.training ? new Map<number, Fusion>() : inferenceFusions(nodes);
  const done = new Set([...fusions.values()].flatMap(({ norm, activation }) => [norm, activation]));
  const fusedAt = (index: number): Fused => {
    const { norm, activation } = fusions.get(index) ?? {};
    return {
      ...(norm !== undefined && { affine: affineOf(nodes[norm], scope, variableNamed) }),
      ...(activation !== undefined && { activation: activationOf(nodes[activation]) }),
    };
  };
  const outputs: GraphTensor[] = [];
  for (const [index, node] of nodes.entries()) {
    if (done.has(index)) {
      outputs.push(outputs[node.inputs[0]]);
      continue;
    }
    outputs.push(
      writeLayer({
        ...weightsFor(node, scope, variableNamed),
        op: node.op,
        path: node.path,
        inputs: index === 0 ? [images] : node.inputs.map((input) => outputs[input]),
        shapes: node.inputs.map((input) => nodes[input].output),
        mode,
        detours,
        scope,
        fused: fusedAt(index),
      }),
    );
  }
  const logits = outputs[outputs.length - 1];
  return scope.tape.record(reshape(logits, [images.shape[0], logits.shape[3]]), [logits], (dy) => [reshape(dy, logits.shape)]);
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
