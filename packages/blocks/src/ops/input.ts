import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger } from './require.js';

const schema = z.strictObject({ kind: z.literal('input'), shape: z.tuple([z.number(), z.number(), z.number()]).readonly() }).readonly();

/** The image that enters the network. */
export type Input = z.infer<typeof schema>;

export const input: OpRule<Input> = {
  schema,
  outputShape(op, inputs, path) {
    requireInputs(inputs, 0, path);
    requirePositiveInteger(op.shape[0], 'height', path);
    requirePositiveInteger(op.shape[1], 'width', path);
    requirePositiveInteger(op.shape[2], 'channels', path);
    return op.shape;
  },
};
