import type { ActivationFunction, OpOf } from '@isoflop/blocks';
import type { GraphTensor } from '../builder/tensor.js';
import { add, multiply, scaleBy, shiftBy, unary } from '../kernels/elementwise.js';
import type { GraphLayer } from '../layer.js';

/** Writes the function's value, and gives what writes dx for a dy. */
type Elementwise = (x: GraphTensor) => { y: GraphTensor; dx: (dy: GraphTensor) => GraphTensor };

/** TensorFlow's gradient ops of clipped ramps: dy where the ramp is neither at its start nor at its end. */
const rampGradient = (op: 'ReluGrad' | 'Relu6Grad', dy: GraphTensor, y: GraphTensor) =>
  y.scope.tensor(op, [dy, y], { T: { type: y.dtype } }, y);

const FUNCTIONS: Readonly<Record<ActivationFunction, Elementwise>> = {
  relu(x) {
    const y = unary('Relu', x);
    return { y, dx: (dy) => rampGradient('ReluGrad', dy, y) };
  },
  relu6(x) {
    const y = unary('Relu6', x);
    return { y, dx: (dy) => rampGradient('Relu6Grad', dy, y) };
  },
  sigmoid(x) {
    const y = unary('Sigmoid', x);
    return { y, dx: (dy) => x.scope.tensor('SigmoidGrad', [y, dy], { T: { type: x.dtype } }, x) };
  },
  // TensorFlow's gradient of softplus is dy · sigmoid(x), in one pass; dx is dy · (s + x · s · (1 - s)) with s = sigmoid(x)
  silu(x) {
    const attrs = { T: { type: x.dtype } } as const;
    const slope = () => {
      const gate = unary('Sigmoid', x);
      return add(gate, x.scope.tensor('SigmoidGrad', [gate, x], attrs, x));
    };
    return { y: x.scope.tensor('SoftplusGrad', [x, x], attrs, x), dx: (dy) => multiply(dy, slope()) };
  },
  'hard-sigmoid'(x) {
    const ramp = unary('Relu6', shiftBy(x, 3));
    return { y: scaleBy(ramp, 1 / 6), dx: (dy) => scaleBy(rampGradient('Relu6Grad', dy, ramp), 1 / 6) };
  },
  // (relu6(x + 3) + x · [-3 < x < 3]) / 6
  'hard-swish'(x) {
    const ramp = unary('Relu6', shiftBy(x, 3));
    return {
      y: scaleBy(multiply(x, ramp), 1 / 6),
      dx: (dy) => scaleBy(add(multiply(dy, ramp), rampGradient('Relu6Grad', multiply(dy, x), ramp)), 1 / 6),
    };
  },
  // x · Φ(x), Φ the standard normal distribution; its slope is Φ(x) + x · exp(-x²/2) / √(2π)
  gelu(x) {
    const share = scaleBy(shiftBy(unary('Erf', scaleBy(x, Math.SQRT1_2)), 1), 0.5);
    const slope = () => {
      const density = scaleBy(unary('Exp', scaleBy(unary('Square', x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return add(share, multiply(x, density));
    };
    return { y: multiply(x, share), dx: (dy) => multiply(dy, slope()) };
  },
};

/** One of the element-wise functions, with its gradient. */
export function activated(x: GraphTensor, name: ActivationFunction): GraphTensor {
  const { y, dx } = FUNCTIONS[name](x);
  return x.scope.tape.record(y, [x], (dy) => [dx(dy)]);
}

export const writeActivation: GraphLayer<OpOf<'activation'>> = ({ op, inputs: [x] }) => activated(x, op.function);
