import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';

/** Batch normalisation (Ioffe and Szegedy 2015). `momentum` is TensorFlow's: the share of the old running average that is kept. */
export interface BatchNorm {
  readonly kind: 'batch-norm';
  readonly epsilon: number;
  readonly momentum: number;
  /** Learn gamma. */
  readonly scale: boolean;
  /** Learn beta. */
  readonly center: boolean;
}

export const batchNorm: OpRule<BatchNorm> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    if (!(op.epsilon > 0 && op.epsilon < 1)) {
      throw new ArchitectureError(path, 'epsilon must be above 0 and below 1', op.epsilon, 'take 1e-3');
    }
    if (!(op.momentum >= 0 && op.momentum < 1)) {
      throw new ArchitectureError(path, 'momentum must be at least 0 and below 1', op.momentum, 'take 0.99');
    }
    return inputs[0];
  },
  params: (op, [x]) => ((op.scale ? 1 : 0) + (op.center ? 1 : 0)) * x[2],
  macs: () => 0,
  buffers: (_op, [x]) => 2 * x[2],
};
