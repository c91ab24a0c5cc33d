import type { OpOf } from '@isoflop/blocks';
import { add, multiply, shiftBy, subtract, unary } from '../kernels/elementwise.js';
import { reduce } from '../kernels/reduce.js';
import type { GraphLayer } from '../layer.js';

/**
 * Layer normalisation over the channels of each pixel; `gamma` and `beta`, each [channels]. With x̂ = (x - mean) · r and g = dy · gamma:
 * dx = r · (g - mean(g) - x̂ · mean(g · x̂)), means over the channels of a pixel (Ba et al. 2016).
 */
export const writeLayerNorm: GraphLayer<OpOf<'layer-norm'>> = ({ op, inputs: [x], scope, weight }) => {
  const [gamma, beta] = [weight('gamma'), weight('beta')];
  const centred = subtract(x, reduce('Mean', x, [3], true));
  const r = unary('Rsqrt', shiftBy(reduce('Mean', unary('Square', centred), [3], true), op.epsilon));
  const xHat = multiply(centred, r);
  return scope.tape.record(add(multiply(xHat, gamma), beta), [x, gamma, beta], (dy) => {
    const g = multiply(dy, gamma);
    const aligned = multiply(xHat, reduce('Mean', multiply(g, xHat), [3], true));
    const dx = multiply(subtract(subtract(g, reduce('Mean', g, [3], true)), aligned), r);
    return [dx, reduce('Sum', multiply(dy, xHat), [0, 1, 2], false), reduce('Sum', dy, [0, 1, 2], false)];
  });
};
