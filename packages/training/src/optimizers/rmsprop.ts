import type { RmsPropSpec } from '@isoflop/runtime';
import type { UpdateRule } from './update-rule.js';

/** RMSProp with momentum; see `RmsPropSpec`. */
export const rmsprop = ({ decay: share, momentum, epsilon }: RmsPropSpec): UpdateRule => ({
  slots: [1, 0],
  update(tf, { weights, gradient, slots: [meanSquare, move], decay, learningRate }) {
    const direction = decay ? tf.add(gradient, tf.mul(weights, decay)) : gradient;
    const square = tf.add(tf.mul(meanSquare, share), tf.mul(tf.square(direction), 1 - share));
    const scaled = tf.mul(direction, tf.mul(tf.rsqrt(tf.add(square, epsilon)), learningRate));
    const moved = tf.add(tf.mul(move, momentum), scaled);
    return { weights: tf.sub(weights, moved), slots: [square, moved] };
  },
});
