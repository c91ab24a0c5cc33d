import type { OpOf, Shape } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';

export type Window = Pick<OpOf<'max-pool'>, 'kernel' | 'stride' | 'padding'>;

/** Pixels added before and after one axis, and the windows that then fit. */
export interface AxisWindows {
  readonly before: number;
  readonly after: number;
  readonly count: number;
}

/** Padding and number of windows along height (0) or width (1); `same` pads the odd pixel after, as TensorFlow does. */
export function axisWindows({ kernel, stride, padding }: Window, input: Shape, axis: 0 | 1): AxisWindows {
  const size = input[axis];
  if (padding === 'same') {
    const count = Math.ceil(size / stride[axis]);
    const total = Math.max(0, (count - 1) * stride[axis] + kernel[axis] - size);
    return { before: Math.floor(total / 2), after: Math.ceil(total / 2), count };
  }
  const [before, after] = padding === 'valid' ? [0, 0] : axis === 0 ? [padding.top, padding.bottom] : [padding.left, padding.right];
  return { before, after, count: Math.floor((size + before + after - kernel[axis]) / stride[axis]) + 1 };
}

/**
 * For every place in the window, the pixels that all windows have there: kernel height * kernel width tensors
 * [batch, windows down, windows across, channels]. Made of padding, slicing and reshaping, whose gradients every backend has.
 */
export function windowTaps(tf: TensorFlow, x: Tensor4D, window: Window, input: Shape, padValue: number): Tensor4D[] {
  const [down, across] = [axisWindows(window, input, 0), axisWindows(window, input, 1)];
  const { kernel, stride } = window;
  // Rounded up to whole strides behind the last tap, so that a stride can be sliced as an axis of its own.
  const height = kernel[0] - 1 + down.count * stride[0];
  const width = kernel[1] - 1 + across.count * stride[1];
  const [batch, , , channels] = x.shape;
  const bottom = Math.max(0, height - input[0] - down.before);
  const right = Math.max(0, width - input[1] - across.before);
  const padded = tf.pad(
    x,
    [
      [0, 0],
      [down.before, bottom],
      [across.before, right],
      [0, 0],
    ],
    padValue,
  );
  const taps: Tensor4D[] = [];
  for (let row = 0; row < kernel[0]; row++) {
    for (let column = 0; column < kernel[1]; column++) {
      const cut = tf.slice(padded, [0, row, column, 0], [batch, down.count * stride[0], across.count * stride[1], channels]);
      const split = tf.reshape(cut, [batch * down.count, stride[0], across.count, stride[1] * channels]);
      const first = tf.slice(split, [0, 0, 0, 0], [batch * down.count, 1, across.count, channels]);
      taps.push(tf.reshape(first, [batch, down.count, across.count, channels]));
    }
  }
  return taps;
}
