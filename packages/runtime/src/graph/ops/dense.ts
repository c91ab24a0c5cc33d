import type { OpOf } from '@isoflop/blocks';
import { multiply } from '../kernels/elementwise.js';
import { reshape } from '../kernels/layout.js';
import { matMul } from '../kernels/mat-mul.js';
import type { GraphLayer } from '../layer.js';
import { finish, linearEnd } from './linear-end.js';

/** A fully connected layer on vectors [batch, 1, 1, channels]; `kernel` [channels, units], `bias` [units]. */
export const writeDense: GraphLayer<OpOf<'dense'>> = ({ op, scope, inputs: [x], weight, fused }) => {
  const [batch, , , channels] = x.shape;
  const kernel = fused?.affine ? multiply(weight('kernel'), fused.affine.scale) : weight('kernel');
  const vectors = reshape(x, [batch, channels]);
  const y = scope.tape.record(reshape(matMul(vectors, kernel), [batch, 1, 1, op.units]), [x, kernel], (dy) => {
    const d = reshape(dy, [batch, op.units]);
    return [
      x.differentiable ? reshape(matMul(d, kernel, { b: true }), x.shape) : undefined,
      kernel.differentiable ? matMul(vectors, d, { a: true }) : undefined,
    ];
  });
  return finish(y, linearEnd(op.bias ? weight('bias') : undefined, fused));
};
