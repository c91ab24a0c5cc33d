import type { OpOf } from '@isoflop/blocks';
import type { LayerBuilder } from '../layer.js';

/** A learned factor `gamma` per channel. */
export const buildLayerScale: LayerBuilder<OpOf<'layer-scale'>> = ({ tf, variable }) => {
  const gamma = variable('gamma');
  return ([x]) => tf.mul(x, gamma);
};
