import type { ModelVariable, SgdNesterovSpec, TensorFlow } from '@isoflop/runtime';
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { Decays, Optimizer } from './optimizer.js';

/** Stochastic gradient descent with Nesterov momentum; its formula stands at `SgdNesterovSpec`. */
export function sgdNesterov(
  tf: TensorFlow,
  variables: readonly ModelVariable[],
  { momentum, weightDecay }: Omit<SgdNesterovSpec, 'kind'>,
  decays: Decays,
): Optimizer {
  const slots = variables
    .filter(({ trainable }) => trainable)
    .map(({ name, variable }) => ({
      variable,
      decay: weightDecay > 0 && decays(name),
      velocity: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
    }));
  // Numbers would become a new tensor in every op of every variable.
  const [momentumScalar, decayScalar] = [tf.scalar(momentum), tf.scalar(weightDecay)];

  const step = ({ variable, velocity, decay }: (typeof slots)[number], gradient: Tensor, learningRate: Scalar) => {
    const direction = decay ? tf.add(gradient, tf.mul(variable, decayScalar)) : gradient;
    velocity.assign(tf.add(tf.mul(velocity, momentumScalar), direction));
    const ahead = tf.add(direction, tf.mul(velocity, momentumScalar));
    variable.assign(tf.sub(variable, tf.mul(ahead, learningRate)));
  };
  return {
    apply(gradients, learningRate) {
      tf.tidy(() => {
        const rate = tf.scalar(learningRate);
        for (const slot of slots) step(slot, gradients[slot.variable.name], rate);
      });
    },
    dispose() {
      tf.dispose([momentumScalar, decayScalar, ...slots.map((slot) => slot.velocity)]);
    },
  };
}
