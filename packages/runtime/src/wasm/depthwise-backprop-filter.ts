import type { NamedAttrMap, Tensor2D, Tensor4D, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import { channelCopies } from './channel-copies.js';
import type { ConvGeometry } from './geometry.js';
import type { SimdHeap } from './simd/heap.js';

/** Output positions along one axis whose window has the filter tap at distance `shift` (pixels, padding subtracted) inside the input. */
function insideInput(shift: number, stride: number, input: number, output: number): { from: number; to: number } {
  return { from: Math.max(0, Math.ceil(-shift / stride)), to: Math.min(output, Math.floor((input - 1 - shift) / stride) + 1) };
}

/** Adds Σ x · dy over one image, for every tap, to the filter's gradient at `out`. All addresses and strides are in bytes. */
function addImage(heap: SimdHeap, geometry: ConvGeometry, x: number, dy: number, out: number): void {
  const { inHeight, inWidth, outHeight, outWidth, outChannels, filterHeight, filterWidth } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = geometry;
  const pixel = 4 * outChannels;
  for (let row = 0; row < filterHeight; row++) {
    const rowShift = row * dilationHeight - padInfo.top;
    const rows = insideInput(rowShift, strideHeight, inHeight, outHeight);
    for (let y = rows.from; y < rows.to; y++) {
      const xRow = x + (y * strideHeight + rowShift) * inWidth * pixel;
      const dyRow = dy + y * outWidth * pixel;
      for (let column = 0; column < filterWidth; column++) {
        const shift = column * dilationWidth - padInfo.left;
        const { from, to } = insideInput(shift, strideWidth, inWidth, outWidth);
        if (to <= from) continue;
        const xFrom = xRow + (from * strideWidth + shift) * pixel;
        const gradient = out + (row * filterWidth + column) * pixel;
        heap.kernels.addProducts(xFrom, strideWidth * pixel, dyRow + from * pixel, pixel, pixel, to - from, gradient);
      }
    }
  }
}

/** Every input channel `multiplier` times, so that each output channel has its own. */
function repeatChannels(tf: TensorFlow, x: Tensor4D, multiplier: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const pixels = tf.reshape(x, [batch * height * width, channels]) as Tensor2D;
  return tf.reshape(tf.matMul(pixels, channelCopies(tf, channels, multiplier)), [batch, height, width, channels * multiplier]);
}

/** Gradient of a depthwise convolution with respect to its filter, [kernelHeight, kernelWidth, channels, multiplier]. */
export function registerDepthwiseBackpropFilter(tf: TensorFlow, heap: SimdHeap): void {
  const gradient = (x: Tensor4D, dy: TensorInfo, attrs: NamedAttrMap): TensorInfo => {
    const filterShape = attrs.filterShape as [number, number, number, number];
    const { strides, dilations, pad, dimRoundingMode } = attrs as {
      strides: [number, number];
      dilations: [number, number];
      pad: 'same';
      dimRoundingMode?: 'floor';
    };
    const geometry = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, dilations, pad, dimRoundingMode, true);
    const repeated = filterShape[3] === 1 ? x : repeatChannels(tf, x, filterShape[3]);
    const filter = heap.zeros(filterShape);
    const imageBytes = (tensor: TensorInfo) => (4 * tf.util.sizeFromShape(tensor.shape)) / geometry.batchSize;
    for (let image = 0; image < geometry.batchSize; image++) {
      const xImage = heap.address(repeated) + image * imageBytes(repeated);
      addImage(heap, geometry, xImage, heap.address(dy) + image * imageBytes(dy), heap.address(filter));
    }
    if (repeated !== x) repeated.dispose();
    return filter;
  };
  tf.registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => gradient(inputs.x as Tensor4D, inputs.dy as TensorInfo, attrs as NamedAttrMap),
  });
}
