import type { Size2d } from '@isoflop/blocks';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';

/** Puts `spacing - 1` zeros between the taps along axis 0 or 1 of a filter. */
function spreadAxis(tf: TensorFlow, filter: Tensor4D, axis: 0 | 1, spacing: number): Tensor4D {
  const taps = filter.shape[axis];
  if (spacing === 1 || taps === 1) return filter;
  const before = filter.shape.slice(0, axis);
  const after = filter.shape.slice(axis + 1);
  const paddings = [...before.map(() => 0), 0, spacing - 1, ...after.map(() => 0)].map((zeros): [number, number] => [0, zeros]);
  const padded: Tensor = tf.pad(tf.reshape(filter, [...before, taps, 1, ...after]), paddings);
  const spread = tf.reshape(padded, [...before, taps * spacing, ...after]);
  const size = [...spread.shape];
  size[axis] = (taps - 1) * spacing + 1;
  return tf.slice(spread, [0, 0, 0, 0], size) as Tensor4D;
}

/**
 * A dilated filter as a larger one with zeros between its taps. TensorFlow.js has no gradient of a dilated convolution, but it has those of
 * padding and slicing, so the gradient reaches the taps by itself.
 */
export function spreadTaps(tf: TensorFlow, filter: Tensor4D, dilation: Size2d): Tensor4D {
  return spreadAxis(tf, spreadAxis(tf, filter, 0, dilation[0]), 1, dilation[1]);
}
