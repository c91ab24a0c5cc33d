import type { TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';

/**
 * Identity that shares its input's memory. The backend's own kernel copies, and a gradient tape clones every tensor that it keeps.
 * Tensors are never written to, so sharing is safe; the backend counts references.
 */
export function shareInIdentity(tf: TensorFlow): void {
  tf.unregisterKernel('Identity', 'wasm');
  tf.registerKernel({
    kernelName: 'Identity',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs.x as TensorInfo;
      (backend as { incRef(data: object): void }).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}
