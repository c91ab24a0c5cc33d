import type { OpOf } from '@isoflop/blocks';
import type { GraphLayer } from '../layer.js';
import type { Attrs } from '../proto/graph-def.js';

/** Local response normalisation across channels, TensorFlow's own op and gradient. */
export const writeLocalResponseNorm: GraphLayer<OpOf<'local-response-norm'>> = ({ op, inputs: [x], scope }) => {
  const attrs: Attrs = {
    T: { type: x.dtype },
    depth_radius: { int: op.radius },
    bias: { float: op.bias },
    alpha: { float: op.alpha },
    beta: { float: op.beta },
  };
  const y = scope.tensor('LRN', [x], attrs, x);
  return scope.tape.record(y, [x], (dy) => [scope.tensor('LRNGrad', [dy, x, y], attrs, x)]);
};
