import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, Tensor4D } from '@tensorflow/tfjs';
import { columnBlocks, span, WIDEST } from '../graph/kernels/depthwise-kernel-gradient.js';
import type { TensorFlow } from '../tensorflow.js';

const NAME = 'DepthwiseConv2dNativeBackpropFilter';

interface Call {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: object;
}

/** Replaces the native gradient of depthwise filters by one that takes a wide one three columns of taps at a time; see `WIDEST`. */
export function replaceDepthwiseFilterGradient(tf: TensorFlow): void {
  const original = tf.getKernel(NAME, 'tensorflow');
  tf.unregisterKernel(NAME, 'tensorflow');
  tf.registerKernel({ ...original, kernelFunc: (call) => inBlocks(tf, original, call as Call) });
}

function inBlocks(tf: TensorFlow, original: KernelConfig, call: Call): ReturnType<KernelConfig['kernelFunc']> {
  const { strides, dilations, pad, dimRoundingMode, filterShape } = call.attrs as unknown as Record<string, never> & {
    readonly filterShape: [number, number, number, number];
  };
  const [height, width, ...channels] = filterShape;
  const { x, dy } = call.inputs as unknown as { readonly x: Tensor4D; readonly dy: Tensor4D };
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, dilations, pad, dimRoundingMode, true);
  if (width <= WIDEST || info.dilationHeight > 1 || info.dilationWidth > 1) return original.kernelFunc(call);
  const patch = (firstColumn: number): Tensor4D => {
    const rows = span(x.shape[1], -info.padInfo.top, (dy.shape[1] - 1) * info.strideHeight + height);
    const columns = span(x.shape[2], firstColumn - info.padInfo.left, (dy.shape[2] - 1) * info.strideWidth + WIDEST);
    const inside = tf.slice(x, [0, rows.start, columns.start, 0], [x.shape[0], rows.length, columns.length, x.shape[3]]);
    return tf.pad(inside, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]);
  };
  return tf.tidy(() => {
    const blocks = columnBlocks(width).map(({ start, skip }) => {
      const attrs = { ...call.attrs, pad: 'valid', filterShape: [height, WIDEST, ...channels] };
      const block = original.kernelFunc({ ...call, inputs: { x: patch(start), dy }, attrs }) as unknown as Tensor4D;
      return skip === 0 ? block : tf.slice(block, [0, skip, 0, 0], [height, WIDEST - skip, ...channels]);
    });
    return tf.concat(blocks, 1);
  });
}
