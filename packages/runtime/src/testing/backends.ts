import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerTrainingKernels } from '../wasm/register.js';

/** Both backends that need nothing beyond npm: the reference (`cpu` is TensorFlow.js's name for it) and WebAssembly. */
export const TEST_BACKENDS = ['cpu', 'wasm'] as const;

/** TensorFlow.js with the named backend current. */
export async function useBackend(name: (typeof TEST_BACKENDS)[number]): Promise<typeof tf> {
  tf.enableProdMode();
  await tf.setBackend(name);
  if (name === 'wasm') registerTrainingKernels(tf);
  return tf;
}

/** Numbers in [-1, 1] that do not repeat in step with any axis. */
export function wave(length: number, frequency: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index * frequency + 0.3));
}

/** Largest difference, relative to the larger of 1 and the largest expected value; infinite where lengths differ or a value is not finite. */
export function relativeError(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let scale = 1;
  for (let index = 0; index < expected.length; index++) {
    if (!Number.isFinite(actual[index])) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(expected[index] - actual[index]));
    scale = Math.max(scale, Math.abs(expected[index]));
  }
  return difference / scale;
}
