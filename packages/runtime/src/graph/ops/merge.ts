import type { OpOf } from '@isoflop/blocks';
import { add, multiply } from '../kernels/elementwise.js';
import { concat, split } from '../kernels/layout.js';
import { reduce } from '../kernels/reduce.js';
import type { GraphLayer } from '../layer.js';

/** Sum of two tensors of one shape. */
export const writeAdd: GraphLayer<OpOf<'add'>> = ({ inputs: [a, b], scope }) => scope.tape.record(add(a, b), [a, b], (dy) => [dy, dy]);

/** Scales every channel of the first input by the gate [batch, 1, 1, channels]. */
export const writeMultiply: GraphLayer<OpOf<'multiply'>> = ({ inputs: [x, gate], scope }) =>
  scope.tape.record(multiply(x, gate), [x, gate], (dy) => [
    x.differentiable ? multiply(dy, gate) : undefined,
    gate.differentiable ? reduce('Sum', multiply(dy, x), [1, 2], true) : undefined,
  ]);

/** Joins tensors along their channels. */
export const writeConcat: GraphLayer<OpOf<'concat'>> = ({ inputs, scope }) =>
  scope.tape.record(concat(inputs, 3), inputs, (dy) =>
    split(
      dy,
      inputs.map(({ shape }) => shape[3]),
      3,
    ),
  );
