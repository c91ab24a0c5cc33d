import type { OpOf, Shape } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';
import type { LayerBuilder } from '../layer.js';
import { axisWindows, windowTaps } from './window-taps.js';

/** Below every float32 that a network computes with: padding that never wins. */
export const LOWEST = -3.4e38;

/** Largest value of each window. Of equal values the first takes the gradient. */
export const buildMaxPool: LayerBuilder<OpOf<'max-pool'>> =
  ({ tf, op, inputs }) =>
  ([x]) =>
    windowTaps(tf, x, op, inputs[0], LOWEST).reduce((largest, tap) => tf.maximum(largest, tap));

/** Mean of each window; see the op for what padding counts as. */
export const buildAvgPool: LayerBuilder<OpOf<'avg-pool'>> = ({ tf, op, inputs }) => {
  const shares = windowShares(op, inputs[0]);
  return ([x]) => {
    const sum = windowTaps(tf, x, op, inputs[0], 0).reduce((total, tap) => tf.add(total, tap));
    return tf.mul(sum, sharesTensor(tf, shares));
  };
};

/** 1 / (number of pixels that count), per window: [windows down][windows across]. */
export function windowShares(op: OpOf<'avg-pool'>, input: Shape): number[][] {
  const counted = ([0, 1] as const).map((axis) => {
    const { before, count } = axisWindows(op, input, axis);
    return Array.from({ length: count }, (_, index) => {
      const start = index * op.stride[axis] - before;
      if (op.countPadding) return op.kernel[axis];
      return Math.min(start + op.kernel[axis], input[axis]) - Math.max(start, 0);
    });
  });
  return counted[0].map((rows) => counted[1].map((columns) => 1 / (rows * columns)));
}

function sharesTensor(tf: TensorFlow, shares: number[][]): Tensor4D {
  return tf.reshape(tf.tensor2d(shares), [1, shares.length, shares[0].length, 1]);
}
