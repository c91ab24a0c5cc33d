import type { TensorFlow } from '../tensorflow.js';
import type { NativeBackend } from './backend.js';
import { replaceConvolutionGradient } from './convolution-gradient.js';
import { replaceDepthwiseFilterGradient } from './depthwise-filter-gradient.js';
import { registerFusedKernels } from './fused-kernels.js';
import { registerOnePassConvolutions } from './one-pass-convolutions.js';

const registered = new WeakSet<object>();

/** Gives the native backend, which must be the current one, our fused kernels, a right input gradient of convolutions and faster ways to others; once. */
export function registerNativeKernels(tf: TensorFlow): void {
  const backend = tf.findBackend('tensorflow');
  if (registered.has(backend)) return;
  registered.add(backend);
  registerFusedKernels(tf);
  replaceConvolutionGradient(tf);
  if (!(backend as unknown as NativeBackend).isUsingGpuDevice) replaceDepthwiseFilterGradient(tf);
  registerOnePassConvolutions(tf);
}
