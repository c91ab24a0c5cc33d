import type { OpRule } from '../ir/op.js';
import { requireInputs, requireRate } from './require.js';

/** Stochastic depth (Huang et al. 2016): in training drops a residual branch for a whole image with probability `rate`, scales the rest by 1/(1 - rate). */
export interface DropPath {
  readonly kind: 'drop-path';
  readonly rate: number;
}

export const dropPath: OpRule<DropPath> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requireRate(op.rate, path);
    return inputs[0];
  },
  params: () => 0,
  macs: () => 0,
};
