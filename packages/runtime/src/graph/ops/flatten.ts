import { elements, type OpOf } from '@isoflop/blocks';
import { reshape } from '../kernels/layout.js';
import type { GraphLayer } from '../layer.js';

/** [batch, height, width, channels] to [batch, 1, 1, height * width * channels]. */
export const writeFlatten: GraphLayer<OpOf<'flatten'>> = ({ inputs: [x], shapes: [shape], scope }) =>
  scope.tape.record(reshape(x, [x.shape[0], 1, 1, elements(shape)]), [x], (dy) => [reshape(dy, x.shape)]);
