import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';

/**
 * Element-wise functions: `relu` max(0, x); `relu6` min(max(0, x), 6); `sigmoid` 1/(1+exp(-x)); `silu` x·sigmoid(x) (Swish);
 * `hard-sigmoid` relu6(x+3)/6; `hard-swish` x·relu6(x+3)/6 (MobileNetV3).
 */
export const ACTIVATION_FUNCTIONS = ['relu', 'relu6', 'silu', 'sigmoid', 'hard-sigmoid', 'hard-swish'] as const;
export type ActivationFunction = (typeof ACTIVATION_FUNCTIONS)[number];

export interface Activation {
  readonly kind: 'activation';
  readonly function: ActivationFunction;
}

export const activation: OpRule<Activation> = {
  outputShape(_op, inputs, path) {
    requireInputs(inputs, 1, path);
    return inputs[0];
  },
  params: () => 0,
  macs: () => 0,
};
