import type { Op, Shape } from '@isoflop/blocks';
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';
import { buildLayer } from '../eager/builders.js';
import { convShapeName } from '../gradient-check/conv-shape.js';
import { convShapeOf } from '../gradient-check/graph-shapes.js';
import { GraphWriter } from '../graph/builder/graph-writer.js';
import type { GraphTensor } from '../graph/builder/tensor.js';
import type { AverageUpdate } from '../graph/layer.js';
import { writeLayer } from '../graph/layers.js';
import { nativeBinding } from '../graph/session/binding.js';
import { GraphSession } from '../graph/session/graph-session.js';
import type { TensorFlow } from '../tensorflow.js';
import { nodeVariables, type VariableSpec } from '../variables/variable-specs.js';
import { wave } from './backends.js';

const BATCH = 3;
const PATH = 'op';

/** Value and gradients of one op, by name: `y`, `dx0`, `dkernel`, … */
export type OpValues = Readonly<Record<string, ArrayLike<number>>>;

interface OpCase {
  readonly op: Op;
  readonly inputs: readonly Shape[];
  /** Takes the way round a convolution whose kernels are wrong. */
  readonly detoured?: boolean;
}

const size = (shape: readonly number[]) => shape.reduce((product, axis) => product * axis, 1);
const inputValues = (shapes: readonly Shape[]) =>
  shapes.map((shape, index) => wave(BATCH * size(shape), 0.37 + index / 10).map((v) => 3 * v));
/** Running variances must be positive, the rest is arbitrary. */
const weightValues = ({ role, shape }: VariableSpec, index: number) =>
  wave(size(shape), 0.61 + index / 7).map((v) => (role === 'moving-variance' ? 1.5 + v : v));
const outputGradient = (length: number) => wave(length, 1.7);

function detoursOf(op: Op, [input]: readonly Shape[], detoured = false): Set<string> {
  const isConvolution = op.kind === 'conv2d' || op.kind === 'depthwise-conv2d';
  return new Set(detoured && isConvolution ? [convShapeName(convShapeOf(op, input))] : []);
}

/** The op and its gradients through the eager layer, on the backend that is current. */
export function eagerOp(tf: TensorFlow, { op, inputs, detoured }: OpCase, training: boolean): OpValues {
  const specs = nodeVariables({ op, path: PATH }, inputs);
  const averages = new Map<string, Variable>();
  const result = tf.tidy(() => {
    const xs = inputValues(inputs).map((values, index) => tf.tensor(values, [BATCH, ...inputs[index]]));
    const weights = specs.map((spec, index) => tf.tensor(weightValues(spec, index), [...spec.shape]));
    const learned = specs.map(({ trainable }, index) => ({ trainable, index })).filter(({ trainable }) => trainable);
    const forward = (...tensors: Tensor[]): Tensor => {
      const variable = (role: string) => {
        const index = specs.findIndex((spec) => spec.role === role);
        const position = learned.findIndex((entry) => entry.index === index);
        if (position >= 0) return tensors[xs.length + position] as Variable;
        const known = averages.get(role) ?? tf.variable(weights[index], false);
        averages.set(role, known);
        return known;
      };
      const node = { op, path: PATH, inputs: inputs.map((_, index) => index), output: inputs[0] };
      const layer = buildLayer(node, { tf, inputs, seed: 7, variable, detours: detoursOf(op, inputs, detoured) });
      return layer(tensors.slice(0, xs.length) as Tensor4D[], training ? { training, step: 3 } : { training });
    };
    const all = [...xs, ...learned.map(({ index }) => weights[index])];
    const y = tf.tidy(() => forward(...all));
    const dy = tf.tensor(outputGradient(y.size), y.shape);
    const gradients = training ? tf.grads(forward as never)(all as never, dy as never) : [];
    const names = [...xs.map((_, index) => `dx${index}`), ...learned.map(({ index }) => `d${specs[index].role}`)];
    const values = Object.fromEntries(gradients.map((gradient, index) => [names[index], gradient.dataSync()]));
    return { y: y.dataSync(), ...values };
  }) as unknown as OpValues;
  for (const average of averages.values()) average.dispose();
  return result;
}

/** The same through the op's writer and a TensorFlow session. */
export function graphOp(tf: TensorFlow, { op, inputs, detoured }: OpCase, training: boolean): OpValues {
  const specs = nodeVariables({ op, path: PATH }, inputs);
  const writer = new GraphWriter();
  const xs = inputValues(inputs);
  const feeds: Record<string, Float32Array> = Object.fromEntries([
    ...xs.map((values, index) => [`x${index}`, values]),
    ...specs.map((spec, index) => [spec.role, weightValues(spec, index)]),
  ]);
  const types = Object.fromEntries([
    ...inputs.map((shape, index) => [`x${index}`, { shape: [BATCH, ...shape], dtype: 'float32' as const }]),
    ...specs.map(({ role, shape }) => [role, { shape, dtype: 'float32' as const }]),
  ]);
  let outputLength = 0;
  writer.signature('run', { ...types, dy: { shape: [-1], dtype: 'float32' } }, (scope, fed) => {
    const learnable = (x: GraphTensor, differentiable: boolean): GraphTensor => ({ ...x, differentiable });
    const tensors = inputs.map((_, index) => learnable(fed[`x${index}`], true));
    const weights = Object.fromEntries(specs.map(({ role, trainable }) => [role, learnable(fed[role], trainable)]));
    const updateAverage = (_: AverageUpdate) => {};
    const y = writeLayer({
      op,
      path: PATH,
      inputs: tensors,
      shapes: inputs,
      mode: training ? { training, seed: 7, step: scope.int(3), updateAverage } : { training },
      scope,
      detours: detoursOf(op, inputs, detoured),
      variable: (role) => ({ name: role, shape: [], dtype: 'float32', trainable: false }),
      weight: (role) => weights[role],
    });
    outputLength = size(y.shape);
    if (!training) return { y };
    const shaped = scope.tensor('Reshape', [fed.dy, scope.ints(y.shape)], { T: { type: 'float32' }, Tshape: { type: 'int32' } }, y);
    const learned = specs.filter(({ trainable }) => trainable);
    const gradients = scope.tape.gradients(y, shaped, [...tensors, ...learned.map(({ role }) => weights[role])]);
    const names = [...tensors.map((_, index) => `dx${index}`), ...learned.map(({ role }) => `d${role}`)];
    return { y, ...Object.fromEntries(gradients.map((gradient, index) => [names[index], gradient])) };
  });
  const binding = nativeBinding(tf);
  if (!binding) throw new RangeError('graphOp: the native backend must be loaded; use describeNative');
  const session = new GraphSession(binding, writer);
  try {
    return session.run('run', { ...feeds, dy: outputGradient(outputLength) });
  } finally {
    session.dispose();
  }
}
