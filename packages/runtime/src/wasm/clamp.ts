import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import type { SimdHeap } from './simd/heap.js';

/**
 * `Relu6` and `ClipByValue` that keep NaN. The backend's own give the lower limit for NaN, so a network that has diverged would go on with
 * a finite loss instead of being seen to fail.
 */
export function registerClamps(tf: TensorFlow, heap: SimdHeap): void {
  const replace = (kernelName: string, limits: (attrs: NamedAttrMap) => { low: number; high: number }) => {
    const original = tf.getKernel(kernelName, 'wasm');
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      ...original,
      kernelFunc: (call) => {
        const x = call.inputs.x as TensorInfo;
        if (x.dtype !== 'float32') return original.kernelFunc(call);
        const { low, high } = limits(call.attrs ?? {});
        const out = heap.output(x.shape);
        heap.kernels.clamp(heap.address(x), low, high, 4 * tf.util.sizeFromShape(x.shape), heap.address(out));
        return out;
      },
    });
  };
  replace('Relu6', () => ({ low: 0, high: 6 }));
  replace('ClipByValue', ({ clipValueMin, clipValueMax }) => ({ low: clipValueMin as number, high: clipValueMax as number }));
}
