import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';

/** Mean over height and width, [H, W, C] to [1, 1, C] (Network in Network, section 3.2). */
export interface GlobalAvgPool {
  readonly kind: 'global-avg-pool';
}

export const globalAvgPool: OpRule<GlobalAvgPool> = {
  outputShape(_op, inputs, path) {
    requireInputs(inputs, 1, path);
    return [1, 1, inputs[0][2]];
  },
  params: () => 0,
  macs: () => 0,
};
