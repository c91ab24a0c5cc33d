import type { AdamWSpec } from '@isoflop/runtime';
import type { UpdateRule } from './update-rule.js';

/** Adam with decoupled weight decay; see `AdamWSpec`. */
export const adamw = ({ beta1, beta2, epsilon }: AdamWSpec): UpdateRule => ({
  slots: [0, 0],
  update(tf, { weights, gradient, slots: [first, second], decay, learningRate, count }) {
    const rate = (learningRate * Math.sqrt(1 - beta2 ** count)) / (1 - beta1 ** count);
    const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
    const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const kept = decay ? tf.sub(weights, tf.mul(weights, tf.mul(decay, learningRate))) : weights;
    return { weights: tf.sub(kept, tf.mul(tf.div(m, tf.add(tf.sqrt(v), epsilon)), rate)), slots: [m, v] };
  },
});
