import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireEpsilon, sameShape } from './require.js';

const schema = z.strictObject({ kind: z.literal('layer-norm'), epsilon: z.number() }).readonly();

/**
 * Layer normalisation over the channels of each pixel, with learned gamma and beta per channel (Ba et al. 2016, as ConvNeXt uses it):
 * mean and variance are of one pixel's channels, so there are no running averages.
 */
export type LayerNorm = z.infer<typeof schema>;

export const layerNorm: OpRule<LayerNorm> = {
  schema,
  outputShape(op, inputs, path) {
    requireEpsilon(op.epsilon, path);
    return sameShape(inputs, path);
  },
  weights: (_op, [x]) => [
    { name: 'gamma', shape: [x[2]], trainable: true },
    { name: 'beta', shape: [x[2]], trainable: true },
  ],
};
