import type { NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';

/** A kernel made of ordinary tensor operations; intermediate tensors are freed when it returns. */
export interface ComposedKernel {
  readonly kernelName: string;
  compute(tf: TensorFlow, inputs: Readonly<Record<string, Tensor>>, attrs: NamedAttrMap): Tensor;
}

/** Makes `kernel` the WebAssembly backend's kernel of that name, in place of its own if it has one. */
export function registerComposedKernel(tf: TensorFlow, { kernelName, compute }: ComposedKernel): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }): TensorInfo => tf.tidy(() => compute(tf, inputs as Record<string, Tensor>, attrs ?? {})),
  });
}
