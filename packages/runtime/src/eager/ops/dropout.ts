import type { OpOf } from '@isoflop/blocks';
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';
import type { LayerBuilder } from '../layer.js';
import { uniformStream } from '../random.js';

/** Zero with probability `rate`, else 1 / (1 - rate), so that the expected value is 1. */
function dropMask(tf: TensorFlow, shape: readonly number[], rate: number, seed: number, name: string): Tensor {
  const uniform = uniformStream(seed, name);
  const length = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length }, () => (uniform() < rate ? 0 : 1 / (1 - rate)));
  return tf.tensor(values, [...shape]);
}

/** Zeroes single values in training; the mask belongs to seed, step and path. */
export const buildDropout: LayerBuilder<OpOf<'dropout'>> =
  ({ tf, op, path, seed }) =>
  ([x], mode) =>
    mode.training ? tf.mul(x, dropMask(tf, x.shape, op.rate, seed, `${path}/${mode.step}`)) : x;

/** Drops the whole branch of single images in training (stochastic depth, Huang et al. 2016). */
export const buildDropPath: LayerBuilder<OpOf<'drop-path'>> =
  ({ tf, op, path, seed }) =>
  ([x], mode) =>
    mode.training ? tf.mul(x, dropMask(tf, [x.shape[0], 1, 1, 1], op.rate, seed, `${path}/${mode.step}`)) : x;
