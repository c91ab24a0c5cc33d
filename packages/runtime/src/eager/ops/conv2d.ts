import type { OpOf, Padding } from '@isoflop/blocks';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { convShapeName } from '../../gradient-check/conv-shape.js';
import { convShapeOf } from '../../gradient-check/graph-shapes.js';
import type { TensorFlow } from '../../tensorflow.js';
import type { LayerBuilder } from '../layer.js';
import { convolutionAsProduct } from './convolution-as-product.js';
import { finish, inOnePass, linearEnd } from './linear-end.js';
import { spreadTaps } from './spread-taps.js';

type Conv2d = OpOf<'conv2d'>;

/** Padding as TensorFlow.js takes it; its type names only the symmetric kinds. */
export function tfjsPadding(padding: Padding): 'same' | 'valid' {
  if (typeof padding === 'string') return padding;
  const explicit = [
    [0, 0],
    [padding.top, padding.bottom],
    [padding.left, padding.right],
    [0, 0],
  ];
  return explicit as unknown as 'valid';
}

function isPointwise(op: Conv2d): boolean {
  const isOne = (size: readonly number[]) => size.every((value) => value === 1);
  return isOne(op.kernel) && isOne(op.stride) && op.groups === 1 && typeof op.padding === 'string';
}

/**
 * One matrix product over all pixels: faster than the convolution kernel, and right where TensorFlow's oneDNN has wrong 1x1 gradients. The gradient
 * is written by hand: that of TensorFlow.js reshapes twice as often.
 */
function pointwise(tf: TensorFlow, x: Tensor4D, kernel: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const filters = kernel.shape[3];
  const pixels = batch * height * width;
  const product = tf.customGrad((...args) => {
    const [image, weights, save] = args as unknown as [Tensor4D, Tensor4D, (tensors: Tensor[]) => void];
    const rows = tf.reshape(image, [pixels, channels]) as Tensor2D;
    const matrix = tf.reshape(weights, [channels, filters]) as Tensor2D;
    save([rows, matrix]);
    const gradFunc = (dy: Tensor, [savedRows, savedMatrix]: Tensor[]) => {
      const d = tf.reshape(dy, [pixels, filters]) as Tensor2D;
      return [
        tf.reshape(tf.matMul(d, savedMatrix as Tensor2D, false, true), x.shape),
        tf.reshape(tf.matMul(savedRows as Tensor2D, d, true), kernel.shape),
      ];
    };
    return { value: tf.reshape(tf.matMul(rows, matrix), [batch, height, width, filters]), gradFunc };
  });
  return product(x, kernel) as Tensor4D;
}

function grouped(
  tf: TensorFlow,
  x: Tensor4D,
  kernel: Tensor4D,
  groups: number,
  convolve: (x: Tensor4D, kernel: Tensor4D) => Tensor4D,
): Tensor4D {
  if (groups === 1) return convolve(x, kernel);
  const kernels: Tensor4D[] = tf.split(kernel, groups, 3);
  const parts: Tensor4D[] = tf.split(x, groups, 3);
  return tf.concat(
    parts.map((part, group) => convolve(part, kernels[group])),
    3,
  );
}

/** A dense or grouped convolution; `kernel` [height, width, channels / groups, filters], `bias` [filters]. */
export const buildConv2d: LayerBuilder<Conv2d> = ({ tf, op, inputs: [input], variable, detours }) => {
  const kernel = variable('kernel') as unknown as Tensor4D;
  const bias = op.bias ? variable('bias') : undefined;
  const stride: [number, number] = [...op.stride];
  const padding = tfjsPadding(op.padding);
  const shape = convShapeOf(op, input);
  const detoured = detours?.has(convShapeName(shape));
  const convolve = (x: Tensor4D, weights: Tensor4D) => {
    if (isPointwise(op)) return pointwise(tf, x, weights);
    return detoured ? convolutionAsProduct(tf, x, weights, shape, input) : tf.conv2d(x, weights, stride, padding);
  };
  return ([x], _mode, fused) => {
    const filter = spreadTaps(tf, fused?.affine ? tf.mul(kernel, fused.affine.scale) : kernel, op.dilation);
    const end = linearEnd(tf, bias, fused);
    const whole = fused && op.groups === 1 && !detoured ? inOnePass(tf, 'convolve', { x, filter }, op, end) : undefined;
    return whole ?? finish(tf, grouped(tf, x, filter, op.groups, convolve), end);
  };
};
