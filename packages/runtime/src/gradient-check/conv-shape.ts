import type { Padding } from '@isoflop/blocks';

/** A convolution as TensorFlow's kernels see it: everything that decides which code computes it, except the batch. */
export interface ConvShape {
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  /** For a depthwise convolution `inChannels` times its multiplier. */
  readonly outChannels: number;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: Padding;
  readonly depthwise: boolean;
}

/** Such as "28x28 72->32 k1x1 s1x1 same" or "14x14 96 depthwise k5x5 s2x2 same"; equal for equal shapes. */
export function convShapeName({ height, width, inChannels, outChannels, kernel, stride, padding, depthwise }: ConvShape): string {
  const channels = depthwise ? `${inChannels}->${outChannels} depthwise` : `${inChannels}->${outChannels}`;
  return `${height}x${width} ${channels} k${kernel.join('x')} s${stride.join('x')} ${paddingName(padding)}`;
}

function paddingName(padding: Padding): string {
  return typeof padding === 'string' ? padding : `pad ${padding.top},${padding.bottom},${padding.left},${padding.right}`;
}

/** Output positions along an axis and the zeros before its first input, by TensorFlow's rules. */
export function convAxis(
  size: number,
  kernel: number,
  stride: number,
  padding: 'same' | 'valid' | { readonly before: number; readonly after: number },
): { outputs: number; before: number } {
  if (padding === 'valid') return { outputs: Math.floor((size - kernel) / stride) + 1, before: 0 };
  if (padding !== 'same') {
    return { outputs: Math.floor((size + padding.before + padding.after - kernel) / stride) + 1, before: padding.before };
  }
  const outputs = Math.ceil(size / stride);
  return { outputs, before: Math.floor(Math.max(0, (outputs - 1) * stride + kernel - size) / 2) };
}
