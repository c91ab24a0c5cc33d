import type { OpRule } from '../ir/op.js';
import type { Shape } from '../ir/shape.js';
import { requireInputs, requirePositiveInteger } from './require.js';

/** The image that enters the network. */
export interface Input {
  readonly kind: 'input';
  readonly shape: Shape;
}

export const input: OpRule<Input> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 0, path);
    requirePositiveInteger(op.shape[0], 'height', path);
    requirePositiveInteger(op.shape[1], 'width', path);
    requirePositiveInteger(op.shape[2], 'channels', path);
    return op.shape;
  },
  params: () => 0,
  macs: () => 0,
};
