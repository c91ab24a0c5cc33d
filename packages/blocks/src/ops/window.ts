import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { Padding, Shape, Size2d } from '../ir/shape.js';
import { requireInputs, requireSize } from './require.js';

const size2d = z.tuple([z.number(), z.number()]).readonly();
const pixels = z.int().min(0);

/** Fields of a sliding window: how the ops that have one state it. */
export const windowFields = {
  kernel: size2d,
  stride: size2d,
  padding: z.union([z.enum(['same', 'valid']), z.strictObject({ top: pixels, bottom: pixels, left: pixels, right: pixels }).readonly()]),
};

/** Fields of a convolution's window. */
export const dilatedWindowFields = { ...windowFields, dilation: size2d };

/** What a convolution or pooling window needs to know of itself. */
export interface Window {
  readonly kernel: Size2d;
  readonly stride: Size2d;
  /** Distance between the pixels that the window reads; left out, they are neighbours. */
  readonly dilation?: Size2d;
  readonly padding: Padding;
}

/**
 * Height and width after a sliding window. `same` gives ceil(size / stride), `valid` and explicit padding
 * floor((size + padding - extent) / stride) + 1, where extent = (kernel - 1) * dilation + 1.
 */
export function windowOutput(window: Window, input: Shape, path: string): Size2d {
  requireSize(window.kernel, 'kernel', path);
  requireSize(window.stride, 'stride', path);
  if (window.dilation) requireSize(window.dilation, 'dilation', path);
  return [axisOutput(window, input, 0, path), axisOutput(window, input, 1, path)];
}

function axisOutput(window: Window, input: Shape, axis: 0 | 1, path: string): number {
  const { padding } = window;
  const size = input[axis];
  const stride = window.stride[axis];
  if (padding === 'same') return Math.ceil(size / stride);
  const extent = (window.kernel[axis] - 1) * (window.dilation?.[axis] ?? 1) + 1;
  const padded = size + (padding === 'valid' ? 0 : axis === 0 ? padding.top + padding.bottom : padding.left + padding.right);
  if (padded < extent) {
    throw new ArchitectureError(
      path,
      `a window of ${extent} pixels must fit into the padded input of ${padded} pixels`,
      `${input[0]}x${input[1]}`,
      'raise the resolution, pad more, or take a smaller kernel',
    );
  }
  return Math.floor((padded - extent) / stride) + 1;
}

/** Shape after pooling: a window slides over every channel by itself. */
export function pooledShape(window: Window, inputs: readonly Shape[], path: string): Shape {
  requireInputs(inputs, 1, path);
  const [height, width] = windowOutput(window, inputs[0], path);
  return [height, width, inputs[0][2]];
}
