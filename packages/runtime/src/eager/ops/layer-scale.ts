import type { OpOf } from '@isoflop/blocks';
import { constant } from '../initializers.js';
import type { LayerBuilder } from '../layer.js';

/** A learned factor `gamma` per channel. */
export const buildLayerScale: LayerBuilder<OpOf<'layer-scale'>> = ({ tf, op, inputs, variable }) => {
  const gamma = variable('gamma', [inputs[0][2]], constant(op.initial));
  return ([x]) => tf.mul(x, gamma);
};
