import type { ActivationFunction, Node, Op, OpKind, OpOf, Shape } from '@isoflop/blocks';
import { explicitPadding, type Pixels } from '../explicit-padding.js';
import { ExportError } from '../format.js';
import { depthwiseFirst, filtersFirst } from '../transpose.js';
import type { WeightTable } from '../weight-table.js';
import type { OnnxGraphWriter, OnnxValue } from './graph-writer.js';

/** One node on its way to becoming ONNX nodes. */
export interface OnnxStep<O extends Op> {
  readonly op: O;
  readonly node: Node;
  readonly inputShape: Shape;
  readonly inputs: readonly OnnxValue[];
  readonly writer: OnnxGraphWriter;
  readonly weights: WeightTable;
}

type Step = OnnxStep<Op>;
type Windowed = OpOf<'conv2d' | 'depthwise-conv2d' | 'max-pool' | 'avg-pool'>;

const map = (name: string): OnnxValue => ({ name, rank: 4 });
const vector = (name: string): OnnxValue => ({ name, rank: 2 });

/** An input of a step as a map. */
const mapOf = ({ writer, node, inputs }: Step, index = 0) => writer.asMap(inputs[index], `${node.path}/input-${index}`);

const windowAttributes = (op: Windowed, input: Shape) => {
  const { top, left, bottom, right } = explicitPadding(op, input);
  return { kernel_shape: [...op.kernel], strides: [...op.stride], pads: [top, left, bottom, right] };
};

/** A weight under its own name. */
function weight({ writer, weights, node }: Step, role: Parameters<WeightTable['of']>[1], dims?: readonly number[]): string {
  const { name, shape, data } = weights.of(node, role);
  return writer.floats(name, dims ?? shape, data);
}

function convolution(step: OnnxStep<OpOf<'conv2d' | 'depthwise-conv2d'>>): OnnxValue {
  const { op, node, writer, weights, inputShape } = step;
  const dense = op.kind === 'conv2d';
  const kernel = (dense ? filtersFirst : depthwiseFirst)(weights.of(node, 'kernel'));
  const inputs = [mapOf(step), writer.floats(kernel.name, kernel.shape, kernel.data), ...(op.bias ? [weight(step, 'bias')] : [])];
  const group = dense ? op.groups : inputShape[2];
  return map(writer.add('Conv', node.path, inputs, { ...windowAttributes(op, inputShape), dilations: [...op.dilation], group }));
}

function batchNorm(step: OnnxStep<OpOf<'batch-norm'>>): OnnxValue {
  const { op, node, writer, inputs, inputShape } = step;
  const constant = (role: string, value: number) =>
    writer.floats(`${node.path}/${role}`, [inputShape[2]], new Float32Array(inputShape[2]).fill(value));
  const gamma = op.scale ? weight(step, 'gamma') : constant('gamma', 1);
  const beta = op.center ? weight(step, 'beta') : constant('beta', 0);
  const arguments_ = [inputs[0].name, gamma, beta, weight(step, 'moving-mean'), weight(step, 'moving-variance')];
  return { ...inputs[0], name: writer.add('BatchNormalization', node.path, arguments_, { epsilon: { float: op.epsilon } }) };
}

/** Standard operators of opset 17; ONNX has Swish only since opset 24, and Gelu since 20. */
const ACTIVATIONS: Readonly<Record<ActivationFunction, (writer: OnnxGraphWriter, name: string, x: string) => string>> = {
  relu: (writer, name, x) => writer.add('Relu', name, [x]),
  relu6: (writer, name, x) => writer.add('Clip', name, [x, writer.floats(`${name}/low`, [], [0]), writer.floats(`${name}/high`, [], [6])]),
  sigmoid: (writer, name, x) => writer.add('Sigmoid', name, [x]),
  silu: (writer, name, x) => writer.add('Mul', name, [x, writer.add('Sigmoid', `${name}/sigmoid`, [x])]),
  'hard-sigmoid': (writer, name, x) => writer.add('HardSigmoid', name, [x], { alpha: { float: 1 / 6 }, beta: { float: 1 / 2 } }),
  'hard-swish': (writer, name, x) => writer.add('HardSwish', name, [x]),
  gelu(writer, name, x) {
    const scaled = writer.add('Mul', `${name}/scaled`, [x, writer.floats(`${name}/factor`, [], [Math.SQRT1_2])]);
    const erf = writer.add('Erf', `${name}/erf`, [scaled]);
    const share = writer.add('Add', `${name}/share`, [erf, writer.floats(`${name}/one`, [], [1])]);
    const half = writer.add('Mul', `${name}/half`, [x, writer.floats(`${name}/one-half`, [], [0.5])]);
    return writer.add('Mul', name, [half, share]);
  },
};

/** Sum, product or concatenation: of vectors where all inputs are such, else of maps. */
function merge(opType: string, step: Step, attributes = {}): OnnxValue {
  const { inputs, node, writer } = step;
  if (inputs.every(({ rank }) => rank === 2)) {
    return vector(
      writer.add(
        opType,
        node.path,
        inputs.map(({ name }) => name),
        attributes,
      ),
    );
  }
  const maps = inputs.map((_, index) => mapOf(step, index));
  return map(writer.add(opType, node.path, maps, attributes));
}

function pool(opType: string, step: OnnxStep<OpOf<'max-pool' | 'avg-pool'>>, attributes = {}): OnnxValue {
  const { op, node, writer, inputShape } = step;
  const window = windowAttributes(op, inputShape);
  requirePaddingBelowKernel(op, explicitPadding(op, inputShape), node.path);
  return map(writer.add(opType, node.path, [mapOf(step)], { ...window, ...attributes }));
}

/** ONNX's poolings have no value for a window without a pixel. */
function requirePaddingBelowKernel({ kernel }: OpOf<'max-pool' | 'avg-pool'>, { top, bottom, left, right }: Pixels, path: string): void {
  if (Math.max(top, bottom) < kernel[0] && Math.max(left, right) < kernel[1]) return;
  throw new ExportError(
    `onnx: ${path}: padding must be below the kernel of ${kernel.join('x')}, got ${top}, ${bottom}, ${left}, ${right}; pad less`,
  );
}

/** Channels last, for what ONNX only does along the last axis; and back. */
function channelsLast(step: Step, work: (x: string) => string): OnnxValue {
  const { writer, node } = step;
  const last = writer.add('Transpose', `${node.path}/channels-last`, [mapOf(step)], { perm: [0, 2, 3, 1] });
  return map(writer.add('Transpose', `${node.path}/channels-first`, [work(last)], { perm: [0, 3, 1, 2] }));
}

function layerNorm(step: OnnxStep<OpOf<'layer-norm'>>): OnnxValue {
  const { op, node, writer, inputs } = step;
  const parameters = [weight(step, 'gamma'), weight(step, 'beta')];
  const normalize = (x: string) =>
    writer.add('LayerNormalization', node.path, [x, ...parameters], { axis: -1, epsilon: { float: op.epsilon } });
  return inputs[0].rank === 2 ? vector(normalize(inputs[0].name)) : channelsLast(step, normalize);
}

function flatten(step: OnnxStep<OpOf<'flatten'>>): OnnxValue {
  const { node, writer, inputs, inputShape } = step;
  if (inputs[0].rank === 2) return inputs[0];
  if (inputShape[0] === 1 && inputShape[1] === 1) return vector(writer.asVector(inputs[0], node.path));
  const last = writer.add('Transpose', `${node.path}/channels-last`, [inputs[0].name], { perm: [0, 2, 3, 1] });
  return vector(writer.add('Flatten', node.path, [last], { axis: 1 }));
}

function localResponseNorm(step: OnnxStep<OpOf<'local-response-norm'>>): OnnxValue {
  const { op, node, writer } = step;
  const size = 2 * op.radius + 1;
  // ONNX, as Caffe, divides alpha by the number of channels in the window.
  const attributes = { size, alpha: { float: op.alpha * size }, beta: { float: op.beta }, bias: { float: op.bias } };
  return map(writer.add('LRN', node.path, [mapOf(step)], attributes));
}

function layerScale(step: OnnxStep<OpOf<'layer-scale'>>): OnnxValue {
  const { node, writer, inputs, inputShape } = step;
  const factors = weight(step, 'gamma', inputs[0].rank === 2 ? undefined : [inputShape[2], 1, 1]);
  return { ...inputs[0], name: writer.add('Mul', node.path, [inputs[0].name, factors]) };
}

function dense(step: OnnxStep<OpOf<'dense'>>): OnnxValue {
  const { op, node, writer, inputs } = step;
  const x = writer.asVector(inputs[0], `${node.path}/input`);
  const parameters = [weight(step, 'kernel'), ...(op.bias ? [weight(step, 'bias')] : [])];
  return vector(writer.add('Gemm', node.path, [x, ...parameters]));
}

const unchanged = ({ inputs }: Step) => inputs[0];

/** How each op is written in opset 17; every tensor is named by the path of its node. */
export const ONNX_STEPS: { readonly [K in OpKind]: (step: OnnxStep<OpOf<K>>) => OnnxValue } = {
  input: () => map('images'),
  conv2d: convolution,
  'depthwise-conv2d': convolution,
  'batch-norm': batchNorm,
  activation: ({ op, node, writer, inputs }) => ({ ...inputs[0], name: ACTIVATIONS[op.function](writer, node.path, inputs[0].name) }),
  add: (step) => merge('Add', step),
  multiply: (step) => merge('Mul', step),
  concat: (step) => merge('Concat', step, { axis: 1 }),
  'max-pool': (step) => pool('MaxPool', step),
  'avg-pool': (step) => pool('AveragePool', step, { count_include_pad: step.op.countPadding ? 1 : 0 }),
  'global-avg-pool': (step) => map(step.writer.add('GlobalAveragePool', step.node.path, [mapOf(step)])),
  flatten,
  'layer-norm': layerNorm,
  'local-response-norm': localResponseNorm,
  'layer-scale': layerScale,
  dense,
  dropout: unchanged,
  'drop-path': unchanged,
};
