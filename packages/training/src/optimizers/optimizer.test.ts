import { openBackend } from '@isoflop/runtime';
import { expect, it } from 'vitest';
import { crossEntropy } from '../loss.js';
import { eagerOptimizer } from './optimizer.js';

const { tf } = await openBackend('plain');

it('follows the formula of Nesterov momentum over several steps, with decay on kernels alone', () => {
  const [momentum, weightDecay, learningRate] = [0.9, 0.1, 0.05];
  const variables = ['conv/kernel', 'norm/gamma'].map((name) => ({ name, trainable: true, variable: tf.variable(tf.tensor1d([1, -2])) }));
  const frozen = { name: 'norm/moving-mean', trainable: false, variable: tf.variable(tf.tensor1d([5, 5]), false) };
  const optimizer = eagerOptimizer(tf, [...variables, frozen], { kind: 'sgd-nesterov', momentum, weightDecay }, (name) =>
    name.endsWith('/kernel'),
  );
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

it('follows the formula of AdamW over several steps, the decay apart from the gradient', () => {
  const spec = { kind: 'adamw', beta1: 0.8, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.1 } as const;
  const variable = tf.variable(tf.tensor1d([1, -2]));
  const optimizer = eagerOptimizer(tf, [{ name: 'a/kernel', trainable: true, variable }], spec, () => true);
  const [expected, m, v] = [
    [1, -2],
    [0, 0],
    [0, 0],
  ];
  for (let step = 1; step <= 4; step++) {
    const gradient = [0.5 * step, -0.25];
    optimizer.apply({ [variable.name]: tf.tensor1d(gradient) }, 0.05);
    gradient.forEach((g, i) => {
      m[i] = 0.8 * m[i] + 0.2 * g;
      v[i] = 0.9 * v[i] + 0.1 * g * g;
      const correction = Math.sqrt(1 - 0.9 ** step) / (1 - 0.8 ** step);
      expected[i] -= 0.05 * 0.1 * expected[i] + (0.05 * correction * m[i]) / (Math.sqrt(v[i]) + 1e-3);
    });
    Array.from(variable.dataSync()).forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i], 5);
    });
  }
});

it('follows the formula of RMSProp over several steps, epsilon inside the root', () => {
  const spec = { kind: 'rmsprop', decay: 0.8, momentum: 0.9, epsilon: 0.01, weightDecay: 0.1 } as const;
  const variable = tf.variable(tf.tensor1d([1, -2]));
  const optimizer = eagerOptimizer(tf, [{ name: 'a/kernel', trainable: true, variable }], spec, () => true);
  const [expected, square, move] = [
    [1, -2],
    [1, 1],
    [0, 0],
  ];
  for (let step = 1; step <= 4; step++) {
    const gradient = [0.5 * step, -0.25];
    optimizer.apply({ [variable.name]: tf.tensor1d(gradient) }, 0.05);
    gradient.forEach((g, i) => {
      const d = g + 0.1 * expected[i];
      square[i] = 0.8 * square[i] + 0.2 * d * d;
      move[i] = 0.9 * move[i] + (0.05 * d) / Math.sqrt(square[i] + 0.01);
      expected[i] -= move[i];
    });
    Array.from(variable.dataSync()).forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i], 5);
    });
  }
});

it('scales gradients down to a common norm before they count', () => {
  const variables = ['a/kernel', 'b/kernel'].map((name) => ({ name, trainable: true, variable: tf.variable(tf.tensor1d([1, -2])) }));
  const spec = { kind: 'sgd-nesterov', momentum: 0, weightDecay: 0 } as const;
  const optimizer = eagerOptimizer(tf, variables, spec, () => true, 1);
  const gradients = [
    [3, 0],
    [0, 4],
  ];
  optimizer.apply(Object.fromEntries(variables.map(({ variable }, i) => [variable.name, tf.tensor1d(gradients[i])])), 1);
  expect([...variables[0].variable.dataSync()]).toEqual([expect.closeTo(1 - 3 / 5, 5), -2]);
  expect([...variables[1].variable.dataSync()]).toEqual([1, expect.closeTo(-2 - 4 / 5, 5)]);
});

it.each([
  { kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 0.1 },
  { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
  { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1e-3, weightDecay: 0.1 },
] as const)('frees everything it made: $kind', (spec) => {
  const variable = tf.variable(tf.tensor2d([1, 2, 3], [1, 3]));
  const gradient = tf.tensor2d([1, 1, 1], [1, 3]);
  const before = tf.memory().numTensors;
  const optimizer = eagerOptimizer(tf, [{ name: 'a/kernel', trainable: true, variable }], spec, () => true);
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
