import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import type { SimdHeap } from './simd/heap.js';

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

/** First and last reduced axis where the reduced axes are neighbours and the innermost axis is not among them. */
function contiguousAxes(shape: readonly number[], axes: readonly number[]): [first: number, last: number] | undefined {
  const sorted = [...axes].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const isContiguous = first !== undefined && last - first === sorted.length - 1;
  return isContiguous && last < shape.length - 1 ? [first, last] : undefined;
}

/**
 * Sums over neighbouring axes that keep the innermost one (channels) in one pass. The backend's own kernel transposes the whole tensor first;
 * it still does every other sum.
 */
export function registerSum(tf: TensorFlow, heap: SimdHeap): void {
  const original = tf.getKernel('Sum', 'wasm');
  tf.unregisterKernel('Sum', 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const x = call.inputs.x as TensorInfo;
      const { axis, keepDims } = call.attrs as NamedAttrMap;
      // No axis at all means every axis.
      const axes = contiguousAxes(x.shape, tf.util.parseAxisParam(axis as number[], x.shape));
      return axes && x.dtype === 'float32' ? sumAxes(heap, x, axes, keepDims === true) : original.kernelFunc(call);
    },
  });
}

function sumAxes(heap: SimdHeap, x: TensorInfo, [first, last]: [number, number], keepDims: boolean): TensorInfo {
  const [before, reduced, after] = [x.shape.slice(0, first), x.shape.slice(first, last + 1), x.shape.slice(last + 1)];
  const sums = heap.zeros([...before, ...(keepDims ? reduced.map(() => 1) : []), ...after]);
  const rowBytes = 4 * product(after);
  const rows = product(reduced);
  for (let group = 0; group < product(before); group++) {
    const from = heap.address(x) + group * rows * rowBytes;
    const to = heap.address(sums) + group * rowBytes;
    heap.overRows(rows, (row, count) => heap.kernels.addRows(from + row * rowBytes, rowBytes, count, to));
  }
  return sums;
}
