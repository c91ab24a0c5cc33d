import type { GraphTensor } from '../builder/tensor.js';
import { add, scaleBy } from '../kernels/elementwise.js';
import type { UpdateContext } from './graph-optimizer.js';

/** The gradient of the loss with the L2 penalty of weightDecay / 2 · |w|². */
export function decayed({ gradient, value, decays }: UpdateContext, weightDecay: number): GraphTensor {
  return decays && weightDecay > 0 ? add(gradient, scaleBy(value, weightDecay)) : gradient;
}
