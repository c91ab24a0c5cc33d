import type { ActivationFunction, OpOf } from '@isoflop/blocks';
import type { Tensor } from '@tensorflow/tfjs';
import { fusedKernel } from '../../fused.js';
import type { TensorFlow } from '../../tensorflow.js';
import type { LayerBuilder } from '../layer.js';

/** An element-wise function and its gradient, from few cheap operations. */
interface ElementwiseFunction {
  /** The value, and the tensors that the gradient is computed from. */
  forward(tf: TensorFlow, x: Tensor): { y: Tensor; saved: Tensor[] };
  /** dx, given dy. */
  gradient(tf: TensorFlow, dy: Tensor, saved: Tensor[]): Tensor;
}

/**
 * dy where 0 < y < limit, else 0: the gradient through a clipped ramp. TensorFlow.js makes its own from comparisons and selections, three
 * kernels each; the huge factor turns the product y(limit - y) into 0 or 1 with a clip.
 */
function rampGradient(tf: TensorFlow, dy: Tensor, y: Tensor, limit: number): Tensor {
  const fused = fusedKernel(tf, 'rampGradient');
  if (fused) return fused({ dy, y }, { limit })[0];
  return tf.mul(dy, tf.clipByValue(tf.mul(tf.mul(y, tf.sub(limit, y)), 1e30), 0, 1));
}

/** Both of the backend's own, or neither: they keep other tensors than the ordinary operations do. */
function siluKernels(tf: TensorFlow) {
  const [forward, gradient] = [fusedKernel(tf, 'silu'), fusedKernel(tf, 'siluGradient')];
  return forward && gradient && { forward, gradient };
}

/** The largest float32: the limit of a ramp that nothing clips. */
const FLOAT32_MAX = 3.4028234663852886e38;

/** relu6(x + 3): the ramp of the hard functions of MobileNetV3 (Howard et al. 2019, section 5.2). */
const shiftedRamp = (tf: TensorFlow, x: Tensor) => tf.relu6(tf.add(x, 3));

const ELEMENTWISE: Readonly<Record<ActivationFunction, ElementwiseFunction>> = {
  relu: {
    forward(tf, x) {
      const y = tf.relu(x);
      return { y, saved: [y] };
    },
    gradient: (tf, dy, [y]) => rampGradient(tf, dy, y, FLOAT32_MAX),
  },
  relu6: {
    forward(tf, x) {
      const y = tf.relu6(x);
      return { y, saved: [y] };
    },
    gradient: (tf, dy, [y]) => rampGradient(tf, dy, y, 6),
  },
  sigmoid: {
    forward(tf, x) {
      const y = tf.sigmoid(x);
      return { y, saved: [y] };
    },
    gradient: (tf, dy, [y]) => tf.mul(dy, tf.sub(y, tf.square(y))),
  },
  silu: {
    forward(tf, x) {
      const fused = siluKernels(tf);
      if (fused) return { y: fused.forward({ x })[0], saved: [x] };
      const gate = tf.sigmoid(x);
      const y = tf.mul(x, gate);
      return { y, saved: [y, gate] };
    },
    // dy · (s + y - ys) with s = sigmoid(x): written without 1 - s, because a scalar operand is slow on WebAssembly
    gradient(tf, dy, [kept, gate]) {
      const fused = siluKernels(tf);
      if (fused) return fused.gradient({ dy, x: kept })[0];
      return tf.mul(dy, tf.sub(tf.add(gate, kept), tf.mul(gate, kept)));
    },
  },
  'hard-sigmoid': {
    forward(tf, x) {
      const ramp = shiftedRamp(tf, x);
      return { y: tf.mul(ramp, 1 / 6), saved: [ramp] };
    },
    gradient: (tf, dy, [ramp]) => tf.mul(rampGradient(tf, dy, ramp, 6), 1 / 6),
  },
  'hard-swish': {
    forward(tf, x) {
      const ramp = shiftedRamp(tf, x);
      return { y: tf.mul(tf.mul(x, ramp), 1 / 6), saved: [x, ramp] };
    },
    // (relu6(x + 3) + x · [-3 < x < 3]) / 6
    gradient: (tf, dy, [x, ramp]) => tf.mul(tf.add(tf.mul(dy, ramp), rampGradient(tf, tf.mul(dy, x), ramp, 6)), 1 / 6),
  },
  // x · Φ(x) with Φ the standard normal distribution; its slope is Φ(x) + x · exp(-x²/2) / √(2π)
  gelu: {
    forward(tf, x) {
      const share = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
      return { y: tf.mul(x, share), saved: [x, share] };
    },
    gradient(tf, dy, [x, share]) {
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(share, tf.mul(x, density)));
    },
  },
};

/** The named function with its hand-written gradient. */
export function activationFunction(tf: TensorFlow, name: ActivationFunction): (x: Tensor) => Tensor {
  const { forward, gradient } = ELEMENTWISE[name];
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const { y, saved } = forward(tf, x);
    save(saved);
    return { value: y, gradFunc: (dy: Tensor, kept: Tensor[]) => gradient(tf, dy, kept) };
  });
}

export const buildActivation: LayerBuilder<OpOf<'activation'>> = ({ tf, op }) => {
  const apply = activationFunction(tf, op.function);
  return ([x]) => apply(x) as typeof x;
};
