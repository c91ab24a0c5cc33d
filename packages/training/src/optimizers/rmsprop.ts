import type { ModelVariable, RmsPropSpec, TensorFlow } from '@isoflop/runtime';
import type { Decays, Optimizer } from './optimizer.js';

/** RMSProp with momentum; see `RmsPropSpec`. */
export function rmsprop(
  tf: TensorFlow,
  variables: readonly ModelVariable[],
  { decay, momentum, epsilon, weightDecay }: RmsPropSpec,
  decays: Decays,
): Optimizer {
  const slots = variables
    .filter(({ trainable }) => trainable)
    .map(({ name, variable }) => ({
      variable,
      weightDecay: decays(name) ? weightDecay : 0,
      meanSquare: tf.tidy(() => tf.variable(tf.onesLike(variable), false)),
      move: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
    }));
  return {
    apply(gradients, learningRate) {
      tf.tidy(() => {
        for (const { variable, meanSquare, move, ...slot } of slots) {
          const gradient = gradients[variable.name];
          const direction = slot.weightDecay > 0 ? tf.add(gradient, tf.mul(variable, slot.weightDecay)) : gradient;
          meanSquare.assign(tf.add(tf.mul(meanSquare, decay), tf.mul(tf.square(direction), 1 - decay)));
          const scaled = tf.mul(direction, tf.mul(tf.rsqrt(tf.add(meanSquare, epsilon)), learningRate));
          move.assign(tf.add(tf.mul(move, momentum), scaled));
          variable.assign(tf.sub(variable, move));
        }
      });
    },
    dispose() {
      tf.dispose(slots.flatMap(({ meanSquare, move }) => [meanSquare, move]));
    },
  };
}
