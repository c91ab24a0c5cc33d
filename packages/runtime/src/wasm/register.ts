import { fusedKernel } from '../fused.js';
import type { TensorFlow } from '../tensorflow.js';
import { registerBatchMatMul } from './batch-mat-mul.js';
import { registerClamps } from './clamp.js';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.js';
import { conv2dBackpropInput } from './conv2d-backprop-input.js';
import { registerDepthwiseBackpropFilter } from './depthwise-backprop-filter.js';
import { depthwiseBackpropInput } from './depthwise-backprop-input.js';
import { registerFusedKernels } from './fused.js';
import { shareInIdentity } from './identity.js';
import { registerComposedKernel } from './kernel.js';
import { SimdHeap } from './simd/heap.js';
import { registerSum } from './sum.js';

const COMPOSED = [conv2dBackpropFilter, conv2dBackpropInput, depthwiseBackpropInput];

/**
 * Gives the WebAssembly backend the kernels that training convolutions needs and TensorFlow.js 4.22 does not bring, and replaces those that
 * are too slow to train with or hide NaN. The backend must be current. Does nothing the second time.
 */
export function registerTrainingKernels(tf: TensorFlow): void {
  if (fusedKernel(tf, 'normalizeBatch')) return;
  const heap = new SimdHeap(tf);
  shareInIdentity(tf);
  registerBatchMatMul(tf, heap);
  registerSum(tf, heap);
  registerClamps(tf, heap);
  registerFusedKernels(tf, heap);
  registerDepthwiseBackpropFilter(tf, heap);
  for (const kernel of COMPOSED) registerComposedKernel(tf, kernel);
}
