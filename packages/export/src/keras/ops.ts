import {
  type ActivationFunction,
  elements,
  type Node,
  type Op,
  type OpKind,
  type OpOf,
  type Padding,
  type Shape,
  type Size2d,
} from '@isoflop/blocks';
import { explicitPadding, type Pixels } from '../explicit-padding.js';
import { ExportError } from '../format.js';
import { quoted } from '../python/names.js';
import type { KerasHelper } from './helpers.js';

/** One node on its way to becoming Keras source. */
export interface KerasStep<O extends Op> {
  readonly op: O;
  readonly node: Node;
  readonly inputShape: Shape;
  /** Expressions of its inputs: [batch, height, width, channels], also for vectors. */
  readonly x: readonly string[];
  /** Unique name of its layer. */
  readonly name: string;
  need(helper: KerasHelper): void;
}

const pair = ([a, b]: Size2d) => (a === b ? `${a}` : `(${a}, ${b})`);
const bool = (value: boolean) => (value ? 'True' : 'False');

/** A call of a layer on tensors: `layers.Dense(10, name="head")(x)`. */
function layer(kind: string, { name }: KerasStep<Op>, settings: readonly (string | false)[], x: string): string {
  return `layers.${kind}(${[...settings.filter((setting) => setting !== false), `name=${quoted(name)}`].join(', ')})(${x})`;
}

const sides = ({ top, bottom, left, right }: Pixels) => `((${top}, ${bottom}), (${left}, ${right}))`;
const allSides = ({ top, bottom, left, right }: Pixels) => `((0, 0), (${top}, ${bottom}), (${left}, ${right}), (0, 0))`;

/** The input with explicit padding done, and what is left for the layer. */
function padded({ x, name }: KerasStep<Op>, padding: Padding): { input: string; setting: string | false } {
  if (padding === 'valid') return { input: x[0], setting: false };
  if (padding === 'same') return { input: x[0], setting: 'padding="same"' };
  return { input: `layers.ZeroPadding2D(${sides(padding)}, name=${quoted(`${name}_pad`)})(${x[0]})`, setting: false };
}

function convolution(step: KerasStep<OpOf<'conv2d' | 'depthwise-conv2d'>>): string {
  const { op, node } = step;
  if (Math.max(...op.stride) > 1 && Math.max(...op.dilation) > 1) {
    throw new ExportError(`keras: ${node.path}: a convolution may have a stride or a dilation, not both; export another format`);
  }
  const { input, setting } = padded(step, op.padding);
  const common = [
    pair(op.stride) !== '1' && `strides=${pair(op.stride)}`,
    setting,
    pair(op.dilation) !== '1' && `dilation_rate=${pair(op.dilation)}`,
    `use_bias=${bool(op.bias)}`,
  ];
  if (op.kind === 'conv2d') {
    return layer('Conv2D', step, [`${op.filters}, ${pair(op.kernel)}`, ...common, op.groups > 1 && `groups=${op.groups}`], input);
  }
  return layer('DepthwiseConv2D', step, [pair(op.kernel), ...common, op.multiplier > 1 && `depth_multiplier=${op.multiplier}`], input);
}

function batchNorm(step: KerasStep<OpOf<'batch-norm'>>): string {
  const { epsilon, momentum, scale, center } = step.op;
  const settings = [`momentum=${momentum}`, `epsilon=${epsilon}`, !center && 'center=False', !scale && 'scale=False'];
  return layer('BatchNormalization', step, settings, step.x[0]);
}

const ACTIVATIONS: Readonly<Record<ActivationFunction, string>> = {
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  silu: 'silu',
  'hard-sigmoid': 'hard_sigmoid',
  'hard-swish': 'hard_silu',
  gelu: 'gelu',
};

function helperPool(helper: KerasHelper, { op, x, inputShape, need }: KerasStep<OpOf<'max-pool' | 'avg-pool'>>): string {
  need(helper);
  return `${helper}(${x[0]}, (${op.kernel.join(', ')}), (${op.stride.join(', ')}), ${allSides(explicitPadding(op, inputShape))})`;
}

function pool(kind: string, step: KerasStep<OpOf<'max-pool' | 'avg-pool'>>, padding: Padding): string {
  const { input, setting } = padded(step, padding);
  return layer(kind, step, [`${pair(step.op.kernel)}, strides=${pair(step.op.stride)}`, setting], input);
}

function avgPool(step: KerasStep<OpOf<'avg-pool'>>): string {
  const { op, inputShape } = step;
  if (op.countPadding) return pool('AveragePooling2D', step, op.padding === 'same' ? explicitPadding(op, inputShape) : op.padding);
  return typeof op.padding === 'object' ? helperPool('mean_pool', step) : pool('AveragePooling2D', step, op.padding);
}

function localResponseNorm({ op, x, need }: KerasStep<OpOf<'local-response-norm'>>): string {
  need('local_response_norm');
  return `local_response_norm(${x[0]}, radius=${op.radius}, bias=${op.bias}, alpha=${op.alpha}, beta=${op.beta})`;
}

const merge = (kind: string) => (step: KerasStep<Op>) => layer(kind, step, [], `[${step.x.join(', ')}]`);

/** How each op is written. */
export const KERAS_STEPS: { readonly [K in OpKind]: (step: KerasStep<OpOf<K>>) => string } = {
  input: ({ op, name }) => `keras.Input((${op.shape.join(', ')}), name=${quoted(name)})`,
  conv2d: convolution,
  'depthwise-conv2d': convolution,
  dense: (step) => layer('Dense', step, [`${step.op.units}, use_bias=${bool(step.op.bias)}`], step.x[0]),
  'batch-norm': batchNorm,
  'layer-norm': (step) => layer('LayerNormalization', step, [`epsilon=${step.op.epsilon}`], step.x[0]),
  'local-response-norm': localResponseNorm,
  // One factor per channel is a 1x1 depthwise convolution.
  'layer-scale': (step) => layer('DepthwiseConv2D', step, ['1, use_bias=False'], step.x[0]),
  activation: (step) => layer('Activation', step, [quoted(ACTIVATIONS[step.op.function])], step.x[0]),
  add: merge('Add'),
  multiply: merge('Multiply'),
  concat: merge('Concatenate'),
  'max-pool': (step) => (typeof step.op.padding === 'object' ? helperPool('max_pool', step) : pool('MaxPooling2D', step, step.op.padding)),
  'avg-pool': avgPool,
  'global-avg-pool': (step) => layer('GlobalAveragePooling2D', step, ['keepdims=True'], step.x[0]),
  flatten: (step) => layer('Reshape', step, [`(1, 1, ${elements(step.inputShape)})`], step.x[0]),
  dropout: (step) => layer('Dropout', step, [`${step.op.rate}`], step.x[0]),
  // One draw per image: stochastic depth.
  'drop-path': (step) => layer('Dropout', step, [`${step.op.rate}, noise_shape=(None, 1, 1, 1)`], step.x[0]),
};
