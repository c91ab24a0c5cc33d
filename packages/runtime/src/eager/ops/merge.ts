import type { OpOf } from '@isoflop/blocks';
import type { LayerBuilder } from '../layer.js';

/** Sum of two tensors of one shape. */
export const buildAdd: LayerBuilder<OpOf<'add'>> =
  ({ tf }) =>
  ([a, b]) =>
    tf.add(a, b);

/** Scales every channel of the first input by the gate [batch, 1, 1, channels]. */
export const buildMultiply: LayerBuilder<OpOf<'multiply'>> =
  ({ tf }) =>
  ([x, gate]) =>
    tf.mul(x, gate);

/** Joins tensors along their channels. */
export const buildConcat: LayerBuilder<OpOf<'concat'>> =
  ({ tf }) =>
  (parts) =>
    tf.concat([...parts], 3);
