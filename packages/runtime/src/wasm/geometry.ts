import type { backend_util, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';

/** Sizes, strides, dilations and padding of one convolution, in pixels, as TensorFlow.js computes them. */
export type ConvGeometry = backend_util.Conv2DInfo;

/** Rows and columns of the input that the windows of the convolution touch, padding included. */
function coveredSize(geometry: ConvGeometry): { height: number; width: number } {
  return {
    height: (geometry.outHeight - 1) * geometry.strideHeight + geometry.effectiveFilterHeight,
    width: (geometry.outWidth - 1) * geometry.strideWidth + geometry.effectiveFilterWidth,
  };
}

/** Pads with zeros (positive) or crops (negative) on each side of the height and width axes. */
function padOrCrop(tf: TensorFlow, image: Tensor4D, [top, bottom]: [number, number], [left, right]: [number, number]): Tensor4D {
  const grow = (pixels: number) => Math.max(0, pixels);
  let result = image;
  if (Math.max(top, bottom, left, right) > 0) {
    result = tf.pad(result, [
      [0, 0],
      [grow(top), grow(bottom)],
      [grow(left), grow(right)],
      [0, 0],
    ]);
  }
  if (Math.min(top, bottom, left, right) < 0) {
    const [batch, height, width, channels] = image.shape;
    result = tf.slice(result, [0, grow(-top), grow(-left), 0], [batch, height + top + bottom, width + left + right, channels]);
  }
  return result;
}

/** The input with the convolution's padding made explicit: exactly the pixels that its windows touch. */
export function coverInput(tf: TensorFlow, x: Tensor4D, geometry: ConvGeometry): Tensor4D {
  const { top, left } = geometry.padInfo;
  const { height, width } = coveredSize(geometry);
  return padOrCrop(tf, x, [top, height - geometry.inHeight - top], [left, width - geometry.inWidth - left]);
}

/** Puts `stride - 1` zeros after every row and column. Written as padding of reshaped tensors, which copies whole rows. */
function spread(tf: TensorFlow, dy: Tensor4D, strideHeight: number, strideWidth: number): Tensor4D {
  const [batch, height, width, channels] = dy.shape;
  let result = dy;
  if (strideWidth > 1) {
    const columns: Tensor3D = tf.reshape(result, [batch * height * width, 1, channels]);
    result = tf.reshape(
      tf.pad(columns, [
        [0, 0],
        [0, strideWidth - 1],
        [0, 0],
      ]),
      [batch, height, width * strideWidth, channels],
    );
  }
  if (strideHeight > 1) {
    const rows: Tensor3D = tf.reshape(result, [batch * height, 1, width * strideWidth * channels]);
    result = tf.reshape(
      tf.pad(rows, [
        [0, 0],
        [0, strideHeight - 1],
        [0, 0],
      ]),
      [batch, height * strideHeight, width * strideWidth, channels],
    );
  }
  return result;
}

/**
 * The output's gradient laid out so that a stride-1 `valid` convolution with the flipped filter (same dilation) gives the input's gradient:
 * strides become zeros between pixels, padding becomes its complement.
 */
export function spreadGradient(tf: TensorFlow, dy: Tensor4D, geometry: ConvGeometry): Tensor4D {
  const { padInfo, inHeight, inWidth, strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth } = geometry;
  const spreadDy = spread(tf, dy, strideHeight, strideWidth);
  const top = effectiveFilterHeight - 1 - padInfo.top;
  const left = effectiveFilterWidth - 1 - padInfo.left;
  const bottom = inHeight + effectiveFilterHeight - 1 - top - spreadDy.shape[1];
  const right = inWidth + effectiveFilterWidth - 1 - left - spreadDy.shape[2];
  return padOrCrop(tf, spreadDy, [top, bottom], [left, right]);
}

/** Every `stride`-th pixel of `x`, through a one-tap depthwise filter: the backend's StridedSlice is a scalar loop. */
export function subsample(tf: TensorFlow, x: Tensor4D, geometry: ConvGeometry): Tensor4D {
  const { strideHeight, strideWidth } = geometry;
  if (strideHeight === 1 && strideWidth === 1) return x;
  return tf.depthwiseConv2d(x, tf.ones([1, 1, x.shape[3], 1]), [strideHeight, strideWidth], 'valid');
}
