import type { AdamWSpec, ModelVariable, TensorFlow } from '@isoflop/runtime';
import type { Decays, Optimizer } from './optimizer.js';

/** Adam with decoupled weight decay; see `AdamWSpec`. */
export function adamw(
  tf: TensorFlow,
  variables: readonly ModelVariable[],
  { beta1, beta2, epsilon, weightDecay }: AdamWSpec,
  decays: Decays,
): Optimizer {
  const slots = variables
    .filter(({ trainable }) => trainable)
    .map(({ name, variable }) => ({
      variable,
      decay: decays(name) ? weightDecay : 0,
      first: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
      second: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
    }));
  let steps = 0;
  return {
    apply(gradients, learningRate) {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      tf.tidy(() => {
        for (const { variable, decay, first, second } of slots) {
          const gradient = gradients[variable.name];
          first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
          second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
          const kept = tf.mul(variable, 1 - learningRate * decay);
          variable.assign(tf.sub(kept, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rate)));
        }
      });
    },
    dispose() {
      tf.dispose(slots.flatMap(({ first, second }) => [first, second]));
    },
  };
}
