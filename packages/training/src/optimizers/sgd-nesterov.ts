import type { SgdNesterovSpec } from '@isoflop/runtime';
import type { UpdateRule } from './update-rule.js';

/** Stochastic gradient descent with Nesterov momentum; its formula stands at `SgdNesterovSpec`. */
export const sgdNesterov = ({ momentum }: SgdNesterovSpec): UpdateRule => ({
  slots: [0],
  update(tf, { weights, gradient, slots: [velocity], decay, learningRate }) {
    const direction = decay ? tf.add(gradient, tf.mul(weights, decay)) : gradient;
    const moved = tf.add(tf.mul(velocity, momentum), direction);
    const ahead = tf.add(direction, tf.mul(moved, momentum));
    return { weights: tf.sub(weights, tf.mul(ahead, learningRate)), slots: [moved] };
  },
});
