import type { OpOf } from '@isoflop/blocks';
import { multiply } from '../kernels/elementwise.js';
import { reduce } from '../kernels/reduce.js';
import type { GraphLayer } from '../layer.js';

/** A learned factor `gamma` per channel. */
export const writeLayerScale: GraphLayer<OpOf<'layer-scale'>> = ({ inputs: [x], scope, weight }) => {
  const gamma = weight('gamma');
  return scope.tape.record(multiply(x, gamma), [x, gamma], (dy) => [multiply(dy, gamma), reduce('Sum', multiply(dy, x), [0, 1, 2], false)]);
};
