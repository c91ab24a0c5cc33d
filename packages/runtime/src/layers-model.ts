import {
  type ActivationFunction,
  elements,
  type Graph,
  type Node,
  type Op,
  type OpKind,
  type OpOf,
  type Padding,
  type Shape,
} from '@isoflop/blocks';
import type { layers as Layers, LayersModel, SymbolicTensor, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { spreadTaps } from './eager/ops/spread-taps.js';
import { axisWindows } from './eager/ops/window-taps.js';
import type { NamedWeights } from './eager/variable-store.js';
import type { TensorFlow } from './tensorflow.js';

type Layer = Layers.Layer;

/** One node on its way to becoming stock layers. */
interface Step<O extends Op> {
  readonly tf: TensorFlow;
  readonly op: O;
  readonly inputShape: Shape;
  readonly inputs: readonly SymbolicTensor[];
  /** The name of this node's layer; Keras 3 allows no slash in it. */
  readonly name: string;
  /** The weights `path/role` of this node. */
  weights(role: string): Tensor;
}

/** Applies a layer and gives it its weights, in the layer's order. */
function applyLayer(layer: Layer, input: SymbolicTensor | readonly SymbolicTensor[], weights: Tensor[] = []): SymbolicTensor {
  const output = layer.apply(input as SymbolicTensor) as SymbolicTensor;
  layer.setWeights(weights);
  return output;
}

/** Explicit padding becomes a layer of its own; the convolution behind it is then `valid`. */
function padExplicitly({ tf, inputs, name }: Step<Op>, padding: Padding): { input: SymbolicTensor; padding: 'same' | 'valid' } {
  if (typeof padding === 'string') return { input: inputs[0], padding };
  const { top, bottom, left, right } = padding;
  const layer = tf.layers.zeroPadding2d({
    padding: [
      [top, bottom],
      [left, right],
    ],
    name: `${name}_pad`,
  });
  return { input: applyLayer(layer, inputs[0]), padding: 'valid' };
}

/** A grouped kernel [h, w, channels / groups, filters] as a dense one with zeros between the groups: no stock layer knows groups. */
function ungroup(tf: TensorFlow, kernel: Tensor4D, groups: number): Tensor4D {
  const channels = kernel.shape[2];
  const kernels: Tensor4D[] = tf.split(kernel, groups, 3);
  const padded = kernels.map((part, group) =>
    tf.pad(part, [
      [0, 0],
      [0, 0],
      [group * channels, (groups - 1 - group) * channels],
      [0, 0],
    ]),
  );
  return tf.concat(padded, 3);
}

const withBias = <O extends OpOf<'conv2d' | 'depthwise-conv2d' | 'dense'>>({ op, weights }: Step<O>, kernel: Tensor) =>
  op.bias ? [kernel, weights('bias')] : [kernel];

function conv2d(step: Step<OpOf<'conv2d'>>): SymbolicTensor {
  const { tf, op, name } = step;
  const { input, padding } = padExplicitly(step, op.padding);
  const kernel = spreadTaps(tf, ungroup(tf, step.weights('kernel') as Tensor4D, op.groups), op.dilation);
  const [height, width] = kernel.shape;
  const settings = {
    filters: op.filters,
    kernelSize: [height, width],
    strides: [...op.stride] as [number, number],
    padding,
    useBias: op.bias,
    name,
  };
  return applyLayer(tf.layers.conv2d(settings), input, withBias(step, kernel));
}

function depthwiseConv2d(step: Step<OpOf<'depthwise-conv2d'>>): SymbolicTensor {
  const { tf, op, name } = step;
  const { input, padding } = padExplicitly(step, op.padding);
  const kernel = spreadTaps(tf, step.weights('kernel') as Tensor4D, op.dilation);
  const kernelSize: [number, number] = [kernel.shape[0], kernel.shape[1]];
  const settings = {
    kernelSize,
    depthMultiplier: op.multiplier,
    strides: [...op.stride] as [number, number],
    padding,
    useBias: op.bias,
    name,
  };
  return applyLayer(tf.layers.depthwiseConv2d(settings), input, withBias(step, kernel));
}

function batchNorm({ tf, op, inputs, name, weights }: Step<OpOf<'batch-norm'>>): SymbolicTensor {
  const { epsilon, momentum, scale, center } = op;
  const roles = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : []), 'moving-mean', 'moving-variance'];
  return applyLayer(tf.layers.batchNormalization({ epsilon, momentum, scale, center, name }), inputs[0], roles.map(weights));
}

/** relu6(x + 3) / 6 as min(max(0, x / 6 + 1/2), 1): the stock hard sigmoid has another slope. */
function hardSigmoid({ tf, inputs, name }: Step<Op>): SymbolicTensor {
  const ramp = applyLayer(tf.layers.rescaling({ scale: 1 / 6, offset: 1 / 2, name: `${name}_rescale` }), inputs[0]);
  return applyLayer(tf.layers.reLU({ maxValue: 1, name: `${name}_clip` }), ramp);
}

const ACTIVATIONS: Readonly<Record<ActivationFunction, (step: Step<Op>) => SymbolicTensor>> = {
  relu: ({ tf, inputs, name }) => applyLayer(tf.layers.reLU({ name }), inputs[0]),
  relu6: ({ tf, inputs, name }) => applyLayer(tf.layers.reLU({ maxValue: 6, name }), inputs[0]),
  sigmoid: ({ tf, inputs, name }) => applyLayer(tf.layers.activation({ activation: 'sigmoid', name }), inputs[0]),
  silu: ({ tf, inputs, name }) => applyLayer(tf.layers.activation({ activation: 'swish', name }), inputs[0]),
  gelu: ({ tf, inputs, name }) => applyLayer(tf.layers.activation({ activation: 'gelu', name }), inputs[0]),
  'hard-sigmoid': hardSigmoid,
  'hard-swish': (step) => applyLayer(step.tf.layers.multiply({ name: step.name }), [step.inputs[0], hardSigmoid(step)]),
};

function globalAvgPool({ tf, inputs, inputShape, name }: Step<OpOf<'global-avg-pool'>>): SymbolicTensor {
  const pooled = applyLayer(tf.layers.globalAveragePooling2d({ name }), inputs[0]);
  return applyLayer(tf.layers.reshape({ targetShape: [1, 1, inputShape[2]], name: `${name}_reshape` }), pooled);
}

function dense(step: Step<OpOf<'dense'>>): SymbolicTensor {
  const { tf, op, inputs, name } = step;
  return applyLayer(tf.layers.dense({ units: op.units, useBias: op.bias, name }), inputs[0], withBias(step, step.weights('kernel')));
}

function poolSettings({ op, name }: Step<OpOf<'max-pool' | 'avg-pool'>>, padding: 'same' | 'valid') {
  return { poolSize: [...op.kernel] as [number, number], strides: [...op.stride] as [number, number], padding, name };
}

function maxPool(step: Step<OpOf<'max-pool'>>): SymbolicTensor {
  const { tf, op, inputs } = step;
  if (typeof op.padding === 'object') return pickedPool(step, op.padding, tf.layers.maxPooling2d);
  return applyLayer(tf.layers.maxPooling2d(poolSettings(step, op.padding)), inputs[0]);
}

function avgPool(step: Step<OpOf<'avg-pool'>>): SymbolicTensor {
  const { tf, op, inputs, inputShape } = step;
  const { padding, countPadding } = op;
  if (typeof padding === 'string' && (padding === 'valid' || !countPadding)) {
    return applyLayer(tf.layers.averagePooling2d(poolSettings(step, padding)), inputs[0]);
  }
  if (typeof padding === 'object' && !countPadding) return pickedPool(step, padding, tf.layers.averagePooling2d);
  const [down, across] = [axisWindows(op, inputShape, 0), axisWindows(op, inputShape, 1)];
  const { input } = padExplicitly(step, { top: down.before, bottom: down.after, left: across.before, right: across.after });
  return applyLayer(tf.layers.averagePooling2d(poolSettings(step, 'valid')), input);
}

/**
 * Pooling with explicit padding that must not count: stock layers pad so only with `same`. At stride 1 that has a window around every pixel, so
 * that the ones wanted are among them: the others are cropped and strided away.
 */
function pickedPool(
  step: Step<OpOf<'max-pool' | 'avg-pool'>>,
  padding: Exclude<Padding, string>,
  layer: (settings: Parameters<TensorFlow['layers']['maxPooling2d']>[0]) => Layer,
): SymbolicTensor {
  const { tf, op, inputs, inputShape, name } = step;
  const [down, across] = ([0, 1] as const).map((axis) => {
    const before = Math.floor((op.kernel[axis] - 1) / 2);
    const first = before - (axis === 0 ? padding.top : padding.left);
    const last = first + (axisWindows(op, inputShape, axis).count - 1) * op.stride[axis];
    return [first, inputShape[axis] - 1 - last] as [number, number];
  });
  if (Math.min(...down, ...across) < 0) return noStockLayer(`${op.kind} with more padding than half its kernel`);
  const everywhere = { poolSize: [...op.kernel] as [number, number], strides: 1, padding: 'same', name: `${name}_everywhere` } as const;
  const pooled = applyLayer(layer(everywhere), inputs[0]);
  const cropped = applyLayer(tf.layers.cropping2D({ cropping: [down, across], name: `${name}_crop` }), pooled);
  return applyLayer(tf.layers.maxPooling2d({ poolSize: 1, strides: [...op.stride] as [number, number], padding: 'valid', name }), cropped);
}

function flatten({ tf, inputs, inputShape, name }: Step<OpOf<'flatten'>>): SymbolicTensor {
  return applyLayer(tf.layers.reshape({ targetShape: [1, 1, elements(inputShape)], name }), inputs[0]);
}

/** One factor per channel is a 1x1 depthwise convolution. */
function layerScale({ tf, inputs, inputShape, name, weights }: Step<OpOf<'layer-scale'>>): SymbolicTensor {
  const kernel = tf.reshape(weights('gamma'), [1, 1, inputShape[2], 1]);
  return applyLayer(tf.layers.depthwiseConv2d({ kernelSize: 1, useBias: false, name }), inputs[0], [kernel]);
}

function noStockLayer(what: string): never {
  throw new RangeError(
    `toLayersModel: a layers model must be made of stock layers, there is none for ${what}; export a graph model, which has every op`,
  );
}

const unchanged = ({ inputs }: Step<Op>) => inputs[0];

const STEPS: { readonly [K in OpKind]: (step: Step<OpOf<K>>) => SymbolicTensor } = {
  input: ({ tf, op, name }) => tf.input({ shape: [...op.shape], name }),
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'batch-norm': batchNorm,
  activation: (step) => ACTIVATIONS[step.op.function](step),
  add: ({ tf, inputs, name }) => applyLayer(tf.layers.add({ name }), inputs),
  multiply: ({ tf, inputs, name }) => applyLayer(tf.layers.multiply({ name }), inputs),
  concat: ({ tf, inputs, name }) => applyLayer(tf.layers.concatenate({ axis: -1, name }), inputs),
  'max-pool': maxPool,
  'avg-pool': avgPool,
  'global-avg-pool': globalAvgPool,
  flatten,
  'layer-norm': ({ tf, op, inputs, name, weights }) =>
    applyLayer(tf.layers.layerNormalization({ axis: -1, epsilon: op.epsilon, name }), inputs[0], [weights('gamma'), weights('beta')]),
  'local-response-norm': () => noStockLayer('local response normalisation'),
  'layer-scale': layerScale,
  dense,
  dropout: unchanged,
  'drop-path': unchanged,
};

/**
 * The network as a `tf.layers` model for inference: running averages in place, dropout and drop-path left out. Made of stock layers only, so
 * its model.json loads where isoflop is not installed. Takes images [batch, height, width, channels], gives logits [batch, classes].
 * Throws `RangeError` when `weights` lacks a variable of the graph. The caller disposes the model.
 */
export function toLayersModel(tf: TensorFlow, graph: Graph, weights: readonly NamedWeights[]): LayersModel {
  const byName = new Map(weights.map((entry) => [entry.name, entry]));
  const weightsOf = (node: Node) => (role: string) => {
    const entry = byName.get(`${node.path}/${role}`);
    if (!entry)
      throw new RangeError(`toLayersModel: weights must hold ${node.path}/${role}; take them from a model of the same architecture`);
    return tf.tensor(entry.data, [...entry.shape]);
  };
  const outputs: SymbolicTensor[] = [];
  for (const node of graph.nodes) {
    const toLayers = STEPS[node.op.kind] as (step: Step<Op>) => SymbolicTensor;
    const inputShape = graph.nodes[node.inputs[0] ?? 0].output;
    const inputs = node.inputs.map((index) => outputs[index]);
    const name = node.path.replaceAll('/', '_');
    tf.tidy(() => {
      outputs.push(toLayers({ tf, op: node.op, inputShape, inputs, name, weights: weightsOf(node) }));
    });
  }
  const logits = applyLayer(tf.layers.flatten({ name: 'logits' }), outputs[outputs.length - 1]);
  return tf.model({ inputs: outputs[0], outputs: logits });
}
