import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';

const schema = z.strictObject({ kind: z.literal('multiply') }).readonly();

/** Scales the first input by a gate of shape [1, 1, C], one factor per channel (squeeze-and-excite). */
export type Multiply = z.infer<typeof schema>;

export const multiply: OpRule<Multiply> = {
  schema,
  outputShape(_op, inputs, path) {
    requireInputs(inputs, 2, path);
    const [x, gate] = inputs;
    if (gate[0] !== 1 || gate[1] !== 1 || gate[2] !== x[2]) {
      throw new ArchitectureError(
        path,
        `the gate must have shape 1x1x${x[2]}`,
        gate.join('x'),
        'pool the gate to 1x1 and give it as many channels',
      );
    }
    return x;
  },
  elementWise: true,
};
