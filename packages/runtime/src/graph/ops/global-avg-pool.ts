import type { OpOf } from '@isoflop/blocks';
import { scaleBy } from '../kernels/elementwise.js';
import { broadcastTo } from '../kernels/layout.js';
import { reduce } from '../kernels/reduce.js';
import type { GraphLayer } from '../layer.js';

/** Mean over height and width: [batch, 1, 1, channels]. */
export const writeGlobalAvgPool: GraphLayer<OpOf<'global-avg-pool'>> = ({ inputs: [x], shapes: [[height, width]], scope }) =>
  scope.tape.record(reduce('Mean', x, [1, 2], true), [x], (dy) => [broadcastTo(scaleBy(dy, 1 / (height * width)), x.shape)]);
