import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requirePositiveInteger, sameShape } from './require.js';

const schema = z
  .strictObject({
    kind: z.literal('local-response-norm'),
    radius: z.number().describe('channels on either side that count'),
    bias: z.number(),
    alpha: z.number(),
    beta: z.number(),
  })
  .readonly();

/**
 * Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3): x / (bias + alpha · Σ x²)^beta, the sum over the
 * channels from c - radius to c + radius. This is TensorFlow's form; Caffe and PyTorch divide alpha by 2·radius + 1 first.
 */
export type LocalResponseNorm = z.infer<typeof schema>;

export const localResponseNorm: OpRule<LocalResponseNorm> = {
  schema,
  outputShape(op, inputs, path) {
    requirePositiveInteger(op.radius, 'radius', path);
    for (const name of ['bias', 'alpha', 'beta'] as const) {
      if (!(op[name] > 0 && op[name] < 1000)) {
        throw new ArchitectureError(path, `${name} must be above 0 and below 1000`, op[name], 'take bias 1, alpha 2e-5 and beta 0.75');
      }
    }
    return sameShape(inputs, path);
  },
};
