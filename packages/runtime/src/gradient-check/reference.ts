import { type ConvShape, convAxis } from './conv-shape.js';

/** A convolution's operands as flat NHWC arrays: images, filter [kh, kw, in, out or multiplier] and the gradient of the output. */
export interface ConvOperands {
  readonly batch: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly dy: Float32Array;
}

export interface ConvGeometry {
  readonly outHeight: number;
  readonly outWidth: number;
  readonly top: number;
  readonly left: number;
}

export function convGeometry(shape: ConvShape): ConvGeometry {
  const { padding } = shape;
  const isNamed = typeof padding === 'string';
  const vertical = isNamed ? padding : { before: padding.top, after: padding.bottom };
  const horizontal = isNamed ? padding : { before: padding.left, after: padding.right };
  const rows = convAxis(shape.height, shape.kernel[0], shape.stride[0], vertical);
  const columns = convAxis(shape.width, shape.kernel[1], shape.stride[1], horizontal);
  return { outHeight: rows.outputs, outWidth: columns.outputs, top: rows.before, left: columns.before };
}

/**
 * The gradient of the images, `dx`[n, row, column, every channel], in double precision and by definition:
 * the sum over every output that the pixel reaches of dy times the weight that joins them.
 */
export function inputGradientAt(shape: ConvShape, { w, dy }: ConvOperands, n: number, row: number, column: number): Float64Array {
  const { outHeight, outWidth, top, left } = convGeometry(shape);
  const dx = new Float64Array(shape.inChannels);
  for (let tapRow = 0; tapRow < shape.kernel[0]; tapRow++) {
    const outRow = (row + top - tapRow) / shape.stride[0];
    if (!Number.isInteger(outRow) || outRow < 0 || outRow >= outHeight) continue;
    for (let tapColumn = 0; tapColumn < shape.kernel[1]; tapColumn++) {
      const outColumn = (column + left - tapColumn) / shape.stride[1];
      if (!Number.isInteger(outColumn) || outColumn < 0 || outColumn >= outWidth) continue;
      const output = ((n * outHeight + outRow) * outWidth + outColumn) * shape.outChannels;
      addTap(shape, w, dy, (tapRow * shape.kernel[1] + tapColumn) * shape.inChannels, output, dx);
    }
  }
  return dx;
}

function addTap(shape: ConvShape, w: Float32Array, dy: Float32Array, tap: number, output: number, dx: Float64Array): void {
  const { inChannels, outChannels, depthwise } = shape;
  const columns = depthwise ? outChannels / inChannels : outChannels;
  for (let channel = 0; channel < inChannels; channel++) {
    const weights = (tap + channel) * columns;
    const gradients = depthwise ? output + channel * columns : output;
    let sum = 0;
    for (let index = 0; index < columns; index++) sum += dy[gradients + index] * w[weights + index];
    dx[channel] += sum;
  }
}

/** The output `y`[n, row, column, every channel] in double precision. */
export function outputAt(shape: ConvShape, { x, w }: ConvOperands, n: number, row: number, column: number): Float64Array {
  const { inChannels, outChannels, depthwise } = shape;
  const columns = depthwise ? outChannels / inChannels : outChannels;
  const y = new Float64Array(outChannels);
  forEachTap(shape, row, column, (tap, inRow, inColumn) => {
    const pixel = ((n * shape.height + inRow) * shape.width + inColumn) * inChannels;
    for (let channel = 0; channel < inChannels; channel++) {
      const weights = (tap * inChannels + channel) * columns;
      const first = depthwise ? channel * columns : 0;
      for (let index = 0; index < columns; index++) y[first + index] += x[pixel + channel] * w[weights + index];
    }
  });
  return y;
}

/** The gradient of the filter at one tap, one input channel and one column (output channel, or the depthwise multiplier's index). */
export function filterGradientAt(shape: ConvShape, { batch, x, dy }: ConvOperands, tap: number, channel: number, index: number): number {
  const { outHeight, outWidth, top, left } = convGeometry(shape);
  const tapRow = Math.floor(tap / shape.kernel[1]);
  const tapColumn = tap % shape.kernel[1];
  const out = shape.depthwise ? channel * (shape.outChannels / shape.inChannels) + index : index;
  let sum = 0;
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < outHeight; row++) {
      const inRow = row * shape.stride[0] + tapRow - top;
      if (inRow < 0 || inRow >= shape.height) continue;
      for (let column = 0; column < outWidth; column++) {
        const inColumn = column * shape.stride[1] + tapColumn - left;
        if (inColumn < 0 || inColumn >= shape.width) continue;
        const pixel = ((n * shape.height + inRow) * shape.width + inColumn) * shape.inChannels;
        sum += x[pixel + channel] * dy[((n * outHeight + row) * outWidth + column) * shape.outChannels + out];
      }
    }
  }
  return sum;
}

function forEachTap(shape: ConvShape, row: number, column: number, visit: (tap: number, inRow: number, inColumn: number) => void): void {
  const { top, left } = convGeometry(shape);
  for (let tapRow = 0; tapRow < shape.kernel[0]; tapRow++) {
    const inRow = row * shape.stride[0] + tapRow - top;
    if (inRow < 0 || inRow >= shape.height) continue;
    for (let tapColumn = 0; tapColumn < shape.kernel[1]; tapColumn++) {
      const inColumn = column * shape.stride[1] + tapColumn - left;
      if (inColumn >= 0 && inColumn < shape.width) visit(tapRow * shape.kernel[1] + tapColumn, inRow, inColumn);
    }
  }
}
