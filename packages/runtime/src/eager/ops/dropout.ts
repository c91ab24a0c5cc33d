import type { OpOf } from '@isoflop/blocks';
import type { Tensor } from '@tensorflow/tfjs';
import { dropKey } from '../../random/drop-key.js';
import { philoxUniform } from '../../random/philox.js';
import type { TensorFlow } from '../../tensorflow.js';
import type { LayerBuilder } from '../layer.js';

/** Zero with probability `rate`, else 1 / (1 - rate), so that the expected value is 1. The graph engine draws the same numbers. */
function dropMask(tf: TensorFlow, shape: readonly number[], rate: number, seed: number, path: string, step: number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const kept = Math.fround(1 / (1 - rate));
  return tf.tensor(
    philoxUniform(dropKey(seed, path), step, length).map((uniform) => (uniform < Math.fround(rate) ? 0 : kept)),
    [...shape],
  );
}

/** Zeroes single values in training; the mask belongs to seed, step and path. */
export const buildDropout: LayerBuilder<OpOf<'dropout'>> =
  ({ tf, op, path, seed }) =>
  ([x], mode) =>
    mode.training ? tf.mul(x, dropMask(tf, x.shape, op.rate, seed, path, mode.step)) : x;

/** Drops the whole branch of single images in training (stochastic depth, Huang et al. 2016). */
export const buildDropPath: LayerBuilder<OpOf<'drop-path'>> =
  ({ tf, op, path, seed }) =>
  ([x], mode) =>
    mode.training ? tf.mul(x, dropMask(tf, [x.shape[0], 1, 1, 1], op.rate, seed, path, mode.step)) : x;
