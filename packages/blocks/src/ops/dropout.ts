import type { OpRule } from '../ir/op.js';
import { requireInputs, requireRate } from './require.js';

/** Zeroes single values with probability `rate` in training and scales the rest by 1/(1 - rate); the identity at inference. */
export interface Dropout {
  readonly kind: 'dropout';
  readonly rate: number;
}

export const dropout: OpRule<Dropout> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requireRate(op.rate, path);
    return inputs[0];
  },
  params: () => 0,
  macs: () => 0,
};
