import type { GraphTensor } from '../builder/tensor.js';
import type { Attrs } from '../proto/graph-def.js';
import { concat, padImages, slice } from './layout.js';
import type { WindowPadding } from './window-padding.js';

/** oneDNN's fast gradient of depthwise kernels goes to this width; wider ones took it 18 ms where two narrow ones take 7. */
export const WIDEST = 3;

/** What a depthwise convolution is. */
export interface DepthwiseGeometry {
  readonly stride: number;
  readonly padding: WindowPadding;
  /** TensorFlow's attributes for it. */
  readonly attrs: Attrs;
}

/** The gradient of a depthwise kernel [height, width, channels, multiplier], a wide one three columns of taps at a time. */
export function depthwiseKernelGradient(dy: GraphTensor, x: GraphTensor, kernel: GraphTensor, geometry: DepthwiseGeometry): GraphTensor {
  const [height, width, ...channels] = kernel.shape;
  if (width <= WIDEST) return backpropFilter(dy, x, kernel.shape, geometry.attrs);
  const valid = { ...geometry.attrs, padding: { text: 'VALID' } } as const;
  const blocks = columnBlocks(width).map(({ start, skip }) => {
    const seen = patch(x, dy, geometry, [height, WIDEST], start);
    const block = backpropFilter(dy, seen, [height, WIDEST, ...channels], valid);
    return skip === 0 ? block : slice(block, [0, skip, 0, 0], [height, WIDEST - skip, ...channels]);
  });
  return concat(blocks, 1);
}

/** Where blocks of three columns start, and how many columns of a block the one before it has already. */
export function columnBlocks(width: number): { start: number; skip: number }[] {
  return Array.from({ length: Math.ceil(width / WIDEST) }, (_, index) => {
    const start = Math.min(index * WIDEST, width - WIDEST);
    return { start, skip: index * WIDEST - start };
  });
}

/** The pixels that a window of `size` reads for every place of `dy`, when its first column is tap `firstColumn`; zeros outside of the image. */
function patch(
  x: GraphTensor,
  dy: GraphTensor,
  { stride, padding }: DepthwiseGeometry,
  size: readonly [number, number],
  firstColumn: number,
): GraphTensor {
  const rows = span(x.shape[1], -padding.rows[0], (dy.shape[1] - 1) * stride + size[0]);
  const columns = span(x.shape[2], firstColumn - padding.columns[0], (dy.shape[2] - 1) * stride + size[1]);
  const whole = rows.length === x.shape[1] && columns.length === x.shape[2];
  const inside = whole ? x : slice(x, [0, rows.start, columns.start, 0], [x.shape[0], rows.length, columns.length, x.shape[3]]);
  return padImages(inside, [rows.before, rows.after], [columns.before, columns.after]);
}

/** The part of an axis of `size` pixels that a span reads, and the zeros before and after it. */
export function span(size: number, first: number, length: number): { start: number; length: number; before: number; after: number } {
  const start = Math.max(0, first);
  const end = Math.max(start, Math.min(size, first + length));
  return { start, length: end - start, before: Math.max(0, -first), after: Math.max(0, first + length - Math.max(end, 0)) };
}

function backpropFilter(dy: GraphTensor, x: GraphTensor, shape: readonly number[], attrs: Attrs): GraphTensor {
  return dy.scope.tensor('DepthwiseConv2dNativeBackpropFilter', [x, dy.scope.ints(shape), dy], attrs, { shape, dtype: x.dtype });
}
