import type { OpOf, Padding, Shape, Size2d } from '@isoflop/blocks';

/** Padding in pixels on each side. */
export type Pixels = Exclude<Padding, string>;

type Window = Pick<OpOf<'max-pool'>, 'kernel' | 'stride' | 'padding'> & { readonly dilation?: Size2d };

/**
 * The pixels that a window pads, for an input of this size. TensorFlow's `same` puts the odd pixel after: at stride 2 an even image gets
 * 0 before and 1 after, where PyTorch's usual padding of 1 has 1 and 1 and so another grid.
 */
export function explicitPadding(window: Window, input: Shape): Pixels {
  const { padding } = window;
  if (padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
  if (padding !== 'same') return padding;
  const [down, across] = [sameTotal(window, input, 0), sameTotal(window, input, 1)];
  return { top: Math.floor(down / 2), bottom: Math.ceil(down / 2), left: Math.floor(across / 2), right: Math.ceil(across / 2) };
}

function sameTotal({ kernel, stride, dilation }: Window, input: Shape, axis: 0 | 1): number {
  const extent = (kernel[axis] - 1) * (dilation?.[axis] ?? 1) + 1;
  return Math.max(0, (Math.ceil(input[axis] / stride[axis]) - 1) * stride[axis] + extent - input[axis]);
}
