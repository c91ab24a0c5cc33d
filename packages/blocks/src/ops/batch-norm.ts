import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule, Weight } from '../ir/op.js';
import { requireEpsilon, sameShape } from './require.js';

const schema = z
  .strictObject({
    kind: z.literal('batch-norm'),
    epsilon: z.number(),
    momentum: z.number().describe("TensorFlow's: the share of the old running average that is kept"),
    scale: z.boolean().describe('learn gamma'),
    center: z.boolean().describe('learn beta'),
  })
  .readonly();

/** Batch normalisation per channel (Ioffe and Szegedy 2015). */
export type BatchNorm = z.infer<typeof schema>;

export const batchNorm: OpRule<BatchNorm> = {
  schema,
  outputShape(op, inputs, path) {
    requireEpsilon(op.epsilon, path);
    if (!(op.momentum >= 0 && op.momentum < 1)) {
      throw new ArchitectureError(path, 'momentum must be at least 0 and below 1', op.momentum, 'take 0.99');
    }
    return sameShape(inputs, path);
  },
  weights(op, [x]) {
    const shape = [x[2]];
    const running: readonly Weight[] = [
      { name: 'moving-mean', shape, trainable: false },
      { name: 'moving-variance', shape, trainable: false },
    ];
    const beta: readonly Weight[] = op.center ? [{ name: 'beta', shape, trainable: true }, ...running] : running;
    return op.scale ? [{ name: 'gamma', shape, trainable: true }, ...beta] : beta;
  },
  elementWise: true,
};
