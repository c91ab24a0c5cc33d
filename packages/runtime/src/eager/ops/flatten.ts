import { elements, type OpOf } from '@isoflop/blocks';
import type { LayerBuilder } from '../layer.js';

/** [batch, height, width, channels] to [batch, 1, 1, height * width * channels]. */
export const buildFlatten: LayerBuilder<OpOf<'flatten'>> =
  ({ tf, inputs }) =>
  ([x]) =>
    tf.reshape(x, [x.shape[0], 1, 1, elements(inputs[0])]);
