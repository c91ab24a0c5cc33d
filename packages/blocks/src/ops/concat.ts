import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';

const schema = z.strictObject({ kind: z.literal('concat') }).readonly();

/** Joins two or more tensors of one height and width along their channels, in order of the inputs. */
export type Concat = z.infer<typeof schema>;

export const concat: OpRule<Concat> = {
  schema,
  outputShape(_op, inputs, path) {
    if (inputs.length < 2) {
      throw new ArchitectureError(path, 'a concatenation takes at least 2 inputs', inputs.length, 'connect more branches or leave it out');
    }
    const [height, width] = inputs[0];
    if (inputs.some((shape) => shape[0] !== height || shape[1] !== width)) {
      throw new ArchitectureError(
        path,
        'all branches must have one height and width',
        inputs.map((shape) => shape.join('x')).join(', '),
        'give every branch the same stride and padding',
      );
    }
    return [height, width, inputs.reduce((sum, shape) => sum + shape[2], 0)];
  },
};
