import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import type { SimdHeap } from './simd/heap.js';

/** Exchanges the last two axes. */
function transposeMatrices(tf: TensorFlow, t: Tensor): Tensor {
  const axes = t.shape.map((_, axis) => axis);
  return tf.transpose(t, [...axes.slice(0, -2), t.rank - 1, t.rank - 2]);
}

/** aᵀ · b of a [rows, m] and b [rows, n] without transposing: the gradient of a matrix, where `rows` are all pixels of a batch. */
function transposedProduct(heap: SimdHeap, a: Tensor, b: Tensor): TensorInfo {
  const [rows, m, n] = [a.shape[0], a.shape[1], b.shape[1]] as number[];
  const out = heap.zeros([m, n]);
  const [aAt, bAt, outAt] = [a, b, out].map((tensor) => heap.address(tensor));
  heap.overRows(rows, (row, count) => {
    heap.kernels.addOuterProducts(aAt + row * m * 4, 4 * m, bAt + row * n * 4, 4 * n, count, outAt);
  });
  return out;
}

/**
 * Matrix products of which a factor is transposed, as both gradients of a product are. The backend's own kernel does those in scalar loops and
 * the others with XNNPACK, so a factor is transposed beforehand, or not at all where it has a row per pixel.
 */
export function registerBatchMatMul(tf: TensorFlow, heap: SimdHeap): void {
  const original = tf.getKernel('BatchMatMul', 'wasm');
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { a, b } = inputs as unknown as { a: Tensor; b: Tensor };
      const [transposeA, transposeB] = [attrs?.transposeA === true, attrs?.transposeB === true];
      if (transposeA && !transposeB && a.rank === 2 && b.rank === 2) return transposedProduct(heap, a, b);
      const factors = { a: transposeA ? transposeMatrices(tf, a) : a, b: transposeB ? transposeMatrices(tf, b) : b };
      const product = original.kernelFunc({ inputs: factors, attrs: { transposeA: false, transposeB: false }, backend });
      if (factors.a !== a) factors.a.dispose();
      if (factors.b !== b) factors.b.dispose();
      return product;
    },
  });
}
