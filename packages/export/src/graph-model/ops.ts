import { type ActivationFunction, elements, type Node, type Op, type OpKind, type OpOf, type Shape } from '@isoflop/blocks';
import { explicitPadding, type Pixels } from '../explicit-padding.js';
import type { WeightTable } from '../weight-table.js';
import type { GraphDefWriter } from './graph-def.js';
import { spread, ungrouped } from './kernels.js';

/** One node on its way to becoming TensorFlow nodes. */
export interface GraphStep<O extends Op> {
  readonly op: O;
  readonly node: Node;
  readonly inputShape: Shape;
  /** Names of its inputs: [batch, height, width, channels], also for vectors. */
  readonly x: readonly string[];
  readonly writer: GraphDefWriter;
  readonly weights: WeightTable;
  /** Whether convolutions may have groups. */
  readonly grouped: boolean;
}

type Step = GraphStep<Op>;
type Pool = OpOf<'max-pool' | 'avg-pool'>;

/** Below every float32 that a network computes with: padding that never wins. */
const LOWEST = -3.4e38;
const NHWC = { text: 'NHWC' };

function weight({ writer, weights, node }: Step, role: Parameters<WeightTable['of']>[1]): string {
  const { name, shape, data } = weights.of(node, role);
  return writer.floats(name, shape, data);
}

function padded({ writer, node, x }: Step, { top, bottom, left, right }: Pixels, value?: number): string {
  const amounts = writer.integers(`${node.path}/paddings`, [0, 0, top, bottom, left, right, 0, 0], [4, 2]);
  if (value === undefined) return writer.add('Pad', `${node.path}/pad`, [x[0], amounts]);
  return writer.add('PadV2', `${node.path}/pad`, [x[0], amounts, writer.floats(`${node.path}/pad-value`, [], [value])]);
}

function convolution(step: GraphStep<OpOf<'conv2d' | 'depthwise-conv2d'>>): string {
  const { op, node, writer, weights, x } = step;
  const own = weights.of(node, 'kernel');
  const kernel = spread(op.kind === 'conv2d' && !step.grouped ? ungrouped(own, op.groups) : own, op.dilation);
  const explicit = typeof op.padding === 'object';
  const inputs = [explicit ? padded(step, op.padding as Pixels) : x[0], writer.floats(kernel.name, kernel.shape, kernel.data)];
  const attributes = {
    strides: { ints: [1, ...op.stride, 1] },
    dilations: { ints: [1, 1, 1, 1] },
    padding: { text: op.padding === 'same' ? 'SAME' : 'VALID' },
    data_format: NHWC,
  };
  const convolved = op.bias ? `${node.path}/product` : node.path;
  writer.add(op.kind === 'conv2d' ? 'Conv2D' : 'DepthwiseConv2dNative', convolved, inputs, attributes);
  return op.bias ? writer.add('BiasAdd', node.path, [convolved, weight(step, 'bias')], { data_format: NHWC }) : convolved;
}

function batchNorm(step: GraphStep<OpOf<'batch-norm'>>): string {
  const { op, node, writer, x, inputShape } = step;
  const constant = (role: string, value: number) =>
    writer.floats(`${node.path}/${role}`, [inputShape[2]], new Float32Array(inputShape[2]).fill(value));
  const gamma = op.scale ? weight(step, 'gamma') : constant('gamma', 1);
  const beta = op.center ? weight(step, 'beta') : constant('beta', 0);
  const inputs = [x[0], gamma, beta, weight(step, 'moving-mean'), weight(step, 'moving-variance')];
  const attributes = { U: { type: 'float32' }, epsilon: { float: op.epsilon }, is_training: { bool: false }, data_format: NHWC } as const;
  return writer.add('FusedBatchNormV3', node.path, inputs, attributes);
}

type Activate = (writer: GraphDefWriter, name: string, x: string) => string;

const hardSigmoid: Activate = (writer, name, x) => {
  const shifted = writer.add('AddV2', `${name}/shifted`, [x, writer.floats(`${name}/three`, [], [3])]);
  const ramp = writer.add('Relu6', `${name}/ramp`, [shifted]);
  return writer.add('Mul', name, [ramp, writer.floats(`${name}/sixth`, [], [1 / 6])]);
};

const ACTIVATIONS: Readonly<Record<ActivationFunction, Activate>> = {
  relu: (writer, name, x) => writer.add('Relu', name, [x]),
  relu6: (writer, name, x) => writer.add('Relu6', name, [x]),
  sigmoid: (writer, name, x) => writer.add('Sigmoid', name, [x]),
  silu: (writer, name, x) => writer.add('Mul', name, [x, writer.add('Sigmoid', `${name}/sigmoid`, [x])]),
  'hard-sigmoid': hardSigmoid,
  'hard-swish': (writer, name, x) => writer.add('Mul', name, [x, hardSigmoid(writer, `${name}/gate`, x)]),
  gelu(writer, name, x) {
    const scaled = writer.add('Mul', `${name}/scaled`, [x, writer.floats(`${name}/factor`, [], [Math.SQRT1_2])]);
    const share = writer.add('AddV2', `${name}/share`, [writer.add('Erf', `${name}/erf`, [scaled]), writer.floats(`${name}/one`, [], [1])]);
    const half = writer.add('Mul', `${name}/half`, [x, writer.floats(`${name}/one-half`, [], [0.5])]);
    return writer.add('Mul', name, [half, share]);
  },
};

function pool(kind: string, { op, node, writer }: GraphStep<Pool>, x: string, padding: 'SAME' | 'VALID', name = node.path): string {
  const window = { ksize: { ints: [1, ...op.kernel, 1] }, strides: { ints: [1, ...op.stride, 1] } };
  return writer.add(kind, name, [x], { ...window, padding: { text: padding }, data_format: NHWC });
}

function maxPool(step: GraphStep<OpOf<'max-pool'>>): string {
  const { padding } = step.op;
  if (typeof padding === 'object') return pool('MaxPool', step, padded(step, padding, LOWEST), 'VALID');
  return pool('MaxPool', step, step.x[0], padding === 'same' ? 'SAME' : 'VALID');
}

function avgPool(step: GraphStep<OpOf<'avg-pool'>>): string {
  const { op, node, writer, inputShape, x } = step;
  if (op.padding === 'valid') return pool('AvgPool', step, x[0], 'VALID');
  if (op.padding === 'same' && !op.countPadding) return pool('AvgPool', step, x[0], 'SAME');
  const pixels = explicitPadding(op, inputShape);
  if (op.countPadding) return pool('AvgPool', step, padded(step, pixels), 'VALID');
  const mean = pool('AvgPool', step, padded(step, pixels), 'VALID', `${node.path}/mean`);
  const [height, width] = node.output;
  const counted = ([0, 1] as const).map((axis) =>
    Array.from({ length: axis === 0 ? height : width }, (_, index) => {
      const start = index * op.stride[axis] - (axis === 0 ? pixels.top : pixels.left);
      return Math.min(start + op.kernel[axis], inputShape[axis]) - Math.max(start, 0);
    }),
  );
  const area = op.kernel[0] * op.kernel[1];
  const factors = counted[0].flatMap((rows) => counted[1].map((columns) => area / (rows * columns)));
  return writer.add('Mul', node.path, [mean, writer.floats(`${node.path}/factors`, [1, height, width, 1], factors)]);
}

function mean(writer: GraphDefWriter, name: string, x: string, axes: readonly number[]): string {
  return writer.add('Mean', name, [x, writer.integers(`${name}/axes`, axes)], { keep_dims: { bool: true } });
}

function layerNorm(step: GraphStep<OpOf<'layer-norm'>>): string {
  const { op, node, writer, x } = step;
  const at = (part: string) => `${node.path}/${part}`;
  const centred = writer.add('Sub', at('centred'), [x[0], mean(writer, at('mean'), x[0], [3])]);
  const variance = mean(writer, at('variance'), writer.add('Square', at('squares'), [centred]), [3]);
  const shifted = writer.add('AddV2', at('shifted'), [variance, writer.floats(at('epsilon'), [], [op.epsilon])]);
  const normal = writer.add('Mul', at('normal'), [centred, writer.add('Rsqrt', at('rsqrt'), [shifted])]);
  const scaled = writer.add('Mul', at('scaled'), [normal, weight(step, 'gamma')]);
  return writer.add('AddV2', node.path, [scaled, weight(step, 'beta')]);
}

/** Not the op LRN, which not every backend has: the sum over channels around is a 1x1 convolution. */
function localResponseNorm({ op, node, writer, x, inputShape }: GraphStep<OpOf<'local-response-norm'>>): string {
  const channels = inputShape[2];
  const at = (part: string) => `${node.path}/${part}`;
  const near = (from: number, to: number) => (Math.abs(from - to) <= op.radius ? op.alpha : 0);
  const band = Array.from({ length: channels * channels }, (_, i) => near(Math.floor(i / channels), i % channels));
  const kernel = writer.floats(at('band'), [1, 1, channels, channels], band);
  const window = { strides: { ints: [1, 1, 1, 1] }, dilations: { ints: [1, 1, 1, 1] }, padding: { text: 'VALID' }, data_format: NHWC };
  const sum = writer.add('Conv2D', at('sum'), [writer.add('Square', at('squares'), [x[0]]), kernel], window);
  const base = writer.add('AddV2', at('base'), [sum, writer.floats(at('bias'), [], [op.bias])]);
  return writer.add('Mul', node.path, [x[0], writer.add('Pow', at('factor'), [base, writer.floats(at('exponent'), [], [-op.beta])])]);
}

function reshape(writer: GraphDefWriter, name: string, x: string, shape: readonly number[]): string {
  return writer.add('Reshape', name, [x, writer.integers(`${name}/shape`, shape)]);
}

function dense(step: GraphStep<OpOf<'dense'>>): string {
  const { op, node, writer, x, inputShape } = step;
  const vector = reshape(writer, `${node.path}/vector`, x[0], [-1, inputShape[2]]);
  const flags = { transpose_a: { bool: false }, transpose_b: { bool: false } };
  const product = writer.add('MatMul', `${node.path}/product`, [vector, weight(step, 'kernel')], flags);
  const units = op.bias ? writer.add('BiasAdd', `${node.path}/sum`, [product, weight(step, 'bias')], { data_format: NHWC }) : product;
  return reshape(writer, node.path, units, [-1, 1, 1, op.units]);
}

const unchanged = ({ x }: Step) => x[0];

/** How each op is written, in ops that every backend of TensorFlow.js, TensorFlow and TensorFlow Lite have. */
export const GRAPH_STEPS: { readonly [K in OpKind]: (step: GraphStep<OpOf<K>>) => string } = {
  input: ({ op, writer }) => writer.placeholder('images', [-1, ...op.shape]),
  conv2d: convolution,
  'depthwise-conv2d': convolution,
  dense,
  'batch-norm': batchNorm,
  'layer-norm': layerNorm,
  'local-response-norm': localResponseNorm,
  'layer-scale': (step) => step.writer.add('Mul', step.node.path, [step.x[0], weight(step, 'gamma')]),
  activation: ({ op, node, writer, x }) => ACTIVATIONS[op.function](writer, node.path, x[0]),
  add: ({ node, writer, x }) => writer.add('AddV2', node.path, x),
  multiply: ({ node, writer, x }) => writer.add('Mul', node.path, x),
  concat: ({ node, writer, x }) =>
    writer.add('ConcatV2', node.path, [...x, writer.integers(`${node.path}/axis`, [3], [])], { N: { int: x.length } }),
  'max-pool': maxPool,
  'avg-pool': avgPool,
  'global-avg-pool': ({ node, writer, x }) => mean(writer, node.path, x[0], [1, 2]),
  flatten: ({ node, writer, x, inputShape }) => reshape(writer, node.path, x[0], [-1, 1, 1, elements(inputShape)]),
  dropout: unchanged,
  'drop-path': unchanged,
};
