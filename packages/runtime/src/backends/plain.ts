import type { Rung } from './rung.js';

/** TensorFlow.js's loops in plain JavaScript: slow, complete, and the reference for the gradients of every other backend. */
export const plainRung: Rung = {
  backend: 'plain',
  async open() {
    const tf = await import('@tensorflow/tfjs');
    tf.enableProdMode();
    await tf.setBackend('cpu');
    return { tf };
  },
};
