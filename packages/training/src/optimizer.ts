import type { ModelVariable, TensorFlow } from '@isoflop/runtime';
import type { NamedTensorMap, Scalar, Tensor } from '@tensorflow/tfjs';

/** Changes weights in place. */
export interface Optimizer {
  /** One step along gradients that are keyed by TensorFlow.js's name of the variable. */
  apply(gradients: NamedTensorMap, learningRate: number): void;
  dispose(): void;
}

export interface SgdNesterovOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  /** Whether weight decay applies to the variable of this name. */
  readonly decays: (name: string) => boolean;
}

/**
 * Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013, in the form where the learning rate stands outside the velocity):
 * d = g + weightDecay * w, v ← momentum * v + d, w ← w - learningRate * (d + momentum * v).
 */
export function sgdNesterov(tf: TensorFlow, variables: readonly ModelVariable[], options: SgdNesterovOptions): Optimizer {
  const { momentum, weightDecay, decays } = options;
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
