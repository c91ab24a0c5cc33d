import type { OpOf } from '@isoflop/blocks';
import type { LayerBuilder } from '../layer.js';

/** The images as they come: [batch, height, width, channels]. Throws `RangeError` when their size is not the network's. */
export const buildInput: LayerBuilder<OpOf<'input'>> =
  ({ op }) =>
  ([x]) => {
    if (op.shape.some((size, axis) => size !== x.shape[axis + 1])) {
      throw new RangeError(
        `forward: images must be ${op.shape.join('x')}, got ${x.shape.slice(1).join('x')}; resize them or build the model for their size`,
      );
    }
    return x;
  };
