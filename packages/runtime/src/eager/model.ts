import type { Graph, OpOf, Shape } from '@isoflop/blocks';
import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { activationOf, inferenceFusions } from '../inference-fusions.js';
import type { TensorFlow } from '../tensorflow.js';
import { nodeVariables } from '../variables/variable-specs.js';
import { buildLayer } from './builders.js';
import type { ForwardMode, Fused, Layer } from './layer.js';
import { inferenceAffine } from './ops/batch-norm.js';
import type { ModelVariable, NamedWeights } from './variable-store.js';
import { VariableStore } from './variable-store.js';

/** A network with its variables on the current backend. The owner calls `dispose`. */
export interface Model {
  /** Height, width and channels of the images that it takes. */
  readonly input: Shape;
  readonly classes: number;
  /** In order of the graph, running averages included. */
  readonly variables: readonly ModelVariable[];
  /** The tensors that an optimiser may change. */
  readonly trainable: readonly Variable[];
  /**
   * Logits [batch, classes] of images [batch, height, width, channels]. Training also moves the running averages; call it inside `tf.tidy` or
   * `tf.variableGrads`, which free the activations. Inference frees its own.
   */
  forward(x: Tensor4D, mode: ForwardMode): Tensor2D;
  /** Number of learnable values. */
  countParams(): number;
  /** A copy of every variable, running averages included. */
  weights(): NamedWeights[];
  /** Overwrites every variable. Throws `RangeError` when names, order or shapes differ from those of `weights()`. */
  setWeights(weights: readonly NamedWeights[]): void;
  dispose(): void;
}

export interface ModelOptions {
  readonly seed: number;
  /** Names (`convShapeName`) of convolutions that are to be computed from products and slices, because the backend's own kernels are wrong. */
  readonly detours?: ReadonlySet<string>;
  /** Whether inference takes batch normalisations and activations into the layer before them, which is faster and rounds differently; true unless told. */
  readonly fuse?: boolean;
}

/**
 * Makes the network of `graph` with variables drawn from `seed`. The same graph and seed give the same weights on every backend.
 * Throws `RangeError` when the graph does not end in a vector of logits.
 */
export function buildModel(tf: TensorFlow, graph: Graph, { seed, detours = new Set(), fuse = true }: ModelOptions): Model {
  const { nodes } = graph;
  const last = nodes.at(-1);
  if (last?.output[0] !== 1 || last.output[1] !== 1) {
    throw new RangeError(
      `buildModel: the last op must give logits of shape 1x1xC, got ${last?.output.join('x') ?? 'an empty graph'}; end with a classifier`,
    );
  }
  const store = new VariableStore(tf, seed);
  const specs = nodes.map((node) => {
    const inputs = node.inputs.map((index) => nodes[index].output);
    return { inputs, variable: store.make(nodeVariables(node, inputs)) };
  });
  const layers = nodes.map((node, index): Layer => buildLayer(node, { tf, seed, detours, ...specs[index] }));
  const fusions = fuse ? inferenceFusions(nodes) : new Map<number, never>();
  const done = new Set([...fusions.values()].flatMap(({ norm, activation }) => [norm, activation]));
  const fusedAt = (index: number): Fused | undefined => {
    const { norm, activation } = fusions.get(index) ?? {};
    if (norm === undefined && activation === undefined) return undefined;
    return {
      ...(norm !== undefined && { affine: inferenceAffine(tf, nodes[norm].op as OpOf<'batch-norm'>, specs[norm].variable) }),
      ...(activation !== undefined && { activation: activationOf(nodes[activation]) }),
    };
  };
  const run = (x: Tensor4D, mode: ForwardMode): Tensor2D => {
    const outputs: Tensor4D[] = [];
    layers.forEach((layer, index) => {
      const inputs = index === 0 ? [x] : nodes[index].inputs.map((input) => outputs[input]);
      if (mode.training) outputs.push(layer(inputs, mode));
      else outputs.push(done.has(index) ? inputs[0] : layer(inputs, mode, fusedAt(index)));
    });
    return tf.reshape(outputs[outputs.length - 1], [x.shape[0], last.output[2]]);
  };
  return {
    input: nodes[0].output,
    classes: last.output[2],
    variables: store.variables,
    trainable: store.variables.filter(({ trainable }) => trainable).map(({ variable }) => variable),
    forward: (x, mode) => (mode.training ? run(x, mode) : tf.tidy(() => run(x, mode))),
    countParams: () => store.countParams(),
    weights: () => store.weights(),
    setWeights: (weights) => store.setWeights(weights),
    dispose: () => store.dispose(),
  };
}
