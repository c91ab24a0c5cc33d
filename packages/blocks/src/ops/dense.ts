import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger } from './require.js';

/** A fully connected layer on a vector [1, 1, C]; weights are [C, units]. */
export interface Dense {
  readonly kind: 'dense';
  readonly units: number;
  readonly bias: boolean;
}

export const dense: OpRule<Dense> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requirePositiveInteger(op.units, 'units', path);
    const [height, width] = inputs[0];
    if (height !== 1 || width !== 1) {
      throw new ArchitectureError(
        path,
        'a dense layer takes a vector of shape 1x1xC',
        inputs[0].join('x'),
        'pool globally or flatten before it',
      );
    }
    return [1, 1, op.units];
  },
  params: (op, [x]) => (x[2] + (op.bias ? 1 : 0)) * op.units,
  macs: (op, [x]) => x[2] * op.units,
};
