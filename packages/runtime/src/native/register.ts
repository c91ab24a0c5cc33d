import type { TensorFlow } from '../tensorflow.js';
import { replaceConvolutionGradient } from './convolution-gradient.js';
import { registerFusedKernels } from './fused-kernels.js';

const registered = new WeakSet<object>();

/** Gives the native backend, which must be the current one, our fused kernels and a right input gradient of convolutions; once. */
export function registerNativeKernels(tf: TensorFlow): void {
  const backend = tf.findBackend('tensorflow');
  if (registered.has(backend)) return;
  registered.add(backend);
  registerFusedKernels(tf);
  replaceConvolutionGradient(tf);
}
