import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { sameShape } from './require.js';

/**
 * Element-wise functions: `relu` max(0, x); `relu6` min(max(0, x), 6); `sigmoid` 1/(1+exp(-x)); `silu` x·sigmoid(x) (Swish);
 * `hard-sigmoid` relu6(x+3)/6; `hard-swish` x·relu6(x+3)/6 (MobileNetV3); `gelu` x·(1+erf(x/√2))/2, not its tanh approximation.
 */
export const ACTIVATION_FUNCTIONS = ['relu', 'relu6', 'silu', 'sigmoid', 'hard-sigmoid', 'hard-swish', 'gelu'] as const;
export type ActivationFunction = (typeof ACTIVATION_FUNCTIONS)[number];

const schema = z.strictObject({ kind: z.literal('activation'), function: z.enum(ACTIVATION_FUNCTIONS) }).readonly();

/** One of `ACTIVATION_FUNCTIONS` on every value. */
export type Activation = z.infer<typeof schema>;

export const activation: OpRule<Activation> = {
  schema,
  outputShape: (_op, inputs, path) => sameShape(inputs, path),
  elementWise: true,
};
