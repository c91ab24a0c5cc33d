import { openBackend } from '@isoflop/runtime';
import { expect, it } from 'vitest';
import { crossEntropy } from '../loss.js';
import { sgdNesterov } from './sgd-nesterov.js';

const { tf } = await openBackend('plain');

it('follows the formula of Nesterov momentum over several steps, with decay on kernels alone', () => {
  const [momentum, weightDecay, learningRate] = [0.9, 0.1, 0.05];
  const variables = ['conv/kernel', 'norm/gamma'].map((name) => ({ name, trainable: true, variable: tf.variable(tf.tensor1d([1, -2])) }));
  const frozen = { name: 'norm/moving-mean', trainable: false, variable: tf.variable(tf.tensor1d([5, 5]), false) };
  const optimizer = sgdNesterov(tf, [...variables, frozen], { momentum, weightDecay }, (name) => name.endsWith('/kernel'));
  const expected = [
    [1, -2],
    [1, -2],
  ];
  const velocity = [
    [0, 0],
    [0, 0],
  ];
  for (let step = 0; step < 4; step++) {
    const gradient = [0.5 + step, -0.25 * step];
    optimizer.apply(Object.fromEntries(variables.map(({ variable }) => [variable.name, tf.tensor1d(gradient)])), learningRate);
    expected.forEach((weights, v) => {
      weights.forEach((weight, i) => {
        const d = gradient[i] + (v === 0 ? weightDecay * weight : 0);
        velocity[v][i] = momentum * velocity[v][i] + d;
        weights[i] = weight - learningRate * (d + momentum * velocity[v][i]);
      });
    });
    variables.forEach(({ variable }, v) => {
      Array.from(variable.dataSync()).forEach((weight, i) => {
        expect(weight).toBeCloseTo(expected[v][i], 5);
      });
    });
  }
  expect(Array.from(frozen.variable.dataSync())).toEqual([5, 5]);
});

it('frees everything it made', () => {
  const variable = tf.variable(tf.tensor1d([1, 2, 3]));
  const gradient = tf.tensor1d([1, 1, 1]);
  const before = tf.memory().numTensors;
  const optimizer = sgdNesterov(tf, [{ name: 'a/kernel', trainable: true, variable }], { momentum: 0.9, weightDecay: 0.1 }, () => true);
  for (let step = 0; step < 3; step++) optimizer.apply({ [variable.name]: gradient }, 0.1);
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('measures cross-entropy as -Σ target * log softmax, by hand and for logits that overflow exp', () => {
  const targets = tf.tensor2d([0.9, 0.1, 0.25, 0.75], [2, 2]);
  const loss = crossEntropy(tf, targets, tf.tensor2d([1, 3, 500, -500], [2, 2])).dataSync()[0];
  const first = 0.9 * Math.log(1 + Math.exp(2)) + 0.1 * Math.log(1 + Math.exp(-2));
  expect(loss).toBeCloseTo((first + 0.75 * 1000) / 2, 3);
});
