import { costOf, type Graph, GraphBuilder, lower, parseArchitecture, zoo } from '@isoflop/blocks';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { TensorFlow } from '../tensorflow.js';
import { relativeError, TEST_BACKENDS, useBackend, wave } from '../testing/backends.js';
import { buildModel, type Model } from './model.js';

/** A small network with every op that a block can lower to. */
const SMALL = parseArchitecture({
  name: 'small',
  input: { height: 12, width: 12, channels: 3 },
  stem: [{ kind: 'conv', channels: 8, kernel: 3, stride: 2, activation: 'silu' }],
  stages: [
    {
      repeats: 2,
      block: { kind: 'mbconv', channels: 8, expansion: 2, kernel: 3, stride: 1, squeezeExcite: 0.25, activation: 'hard-swish' },
    },
    { repeats: 1, block: { kind: 'separable', channels: 12, kernel: 5, stride: 2, activation: 'relu6' } },
  ],
  head: [{ kind: 'classifier', classes: 4, dropout: 0.2 }],
  stochasticDepth: 0.2,
});

const images = (tf: TensorFlow, count: number) => tf.tensor4d(wave(count * 12 * 12 * 3, 0.91), [count, 12, 12, 3]);
const labels = (tf: TensorFlow, count: number) =>
  tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3].slice(0, count), 'int32'), 4).toFloat()) as Tensor2D;

/** One step of plain gradient descent; returns the loss before it and every gradient. */
function descend(tf: TensorFlow, model: Model, x: Tensor4D, y: Tensor2D, step: number): { loss: number; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(
      () => tf.losses.softmaxCrossEntropy(y, model.forward(x, { training: true, step })) as never,
      [...model.trainable],
    );
    const gradients = model.trainable.map((variable) => grads[variable.name].dataSync() as Float32Array);
    for (const variable of model.trainable) variable.assign(variable.sub(grads[variable.name].mul(0.1)) as Tensor);
    return { loss: value.dataSync()[0], gradients };
  });
}

describe.each(TEST_BACKENDS)('a model on %s', (backend) => {
  test('has as many learnable values as its cost says', async () => {
    const tf = await useBackend(backend);
    for (const architecture of [SMALL, zoo('mobilenet_v2', { resolution: 32 })]) {
      const model = buildModel(tf, lower(architecture), { seed: 1 });
      expect(model.countParams()).toBe(costOf(architecture).params);
      model.dispose();
    }
  });

  test('learns its batch, keeps no tensor from step to step, and gives all back', async () => {
    const tf = await useBackend(backend);
    const start = tf.memory().numTensors;
    const model = buildModel(tf, lower(SMALL), { seed: 3 });
    const [x, y] = [images(tf, 8), labels(tf, 8)];
    const first = descend(tf, model, x, y, 0).loss;
    const held = tf.memory().numTensors;
    let loss = first;
    for (let step = 1; step <= 12; step++) loss = descend(tf, model, x, y, step).loss;
    model.forward(x, { training: false }).dispose();
    expect(tf.memory().numTensors).toBe(held);
    expect(loss).toBeLessThan(first * 0.8);
    model.dispose();
    tf.dispose([x, y]);
    expect(tf.memory().numTensors).toBe(start);
  });

  test('starts from weights that only its seed and paths decide', async () => {
    const tf = await useBackend(backend);
    const weightsOf = (graph: Graph, seed: number) => {
      const model = buildModel(tf, graph, { seed });
      const weights = model.weights();
      model.dispose();
      return weights;
    };
    const weights = weightsOf(lower(SMALL), 5);
    expect(weightsOf(lower(SMALL), 5)).toEqual(weights);
    expect(weightsOf(lower(SMALL), 6)[0].data).not.toEqual(weights[0].data);
    const deeper = weightsOf(lower({ ...SMALL, stages: [{ ...SMALL.stages[0], repeats: 3 }, SMALL.stages[1]] }), 5);
    for (const { name, data } of weights) expect(deeper.find((other) => other.name === name)?.data, name).toEqual(data);
  });

  test('is another network with the same answers once it has the same weights', async () => {
    const tf = await useBackend(backend);
    const [a, b] = [1, 2].map((seed) => buildModel(tf, lower(SMALL), { seed }));
    const answers = (model: Model) => tf.tidy(() => [...model.forward(images(tf, 2), { training: false }).dataSync()]);
    expect(answers(a)).not.toEqual(answers(b));
    b.setWeights(a.weights());
    expect(answers(b)).toEqual(answers(a));
    a.dispose();
    b.dispose();
  });

  test('draws other dropout masks at every step and the same ones at the same step', async () => {
    const tf = await useBackend(backend);
    const model = buildModel(tf, lower(SMALL), { seed: 1 });
    const answers = (step: number) => tf.tidy(() => [...model.forward(images(tf, 4), { training: true, step }).dataSync()]);
    expect(answers(7)).toEqual(answers(7));
    expect(answers(7)).not.toEqual(answers(8));
    model.dispose();
  });

  test('moves the running averages towards the batch in training and leaves them alone at inference', async () => {
    const tf = await useBackend(backend);
    const graph = new GraphBuilder([2, 1, 1]);
    const norm = graph.add('norm', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.75, scale: true, center: true }, [0]);
    graph.add('pool', { kind: 'global-avg-pool' }, [norm]);
    const model = buildModel(tf, graph.build(), { seed: 1 });
    const x = tf.tensor4d([1, 3, 5, 7], [2, 2, 1, 1]);
    const average = (role: string) => model.weights().find(({ name }) => name === `norm/${role}`)?.data[0];
    tf.tidy(() => model.forward(x, { training: true, step: 0 }));
    expect(average('moving-mean')).toBeCloseTo(0.25 * 4, 5);
    expect(average('moving-variance')).toBeCloseTo(0.75 + 0.25 * (20 / 3), 5);
    const before = model.weights();
    model.forward(x, { training: false }).dispose();
    expect(model.weights()).toEqual(before);
    model.dispose();
    x.dispose();
  });

  test('that has diverged answers NaN instead of something finite', async () => {
    const tf = await useBackend(backend);
    const model = buildModel(tf, lower(SMALL), { seed: 1 });
    model.setWeights(model.weights().map((entry, index) => (index === 0 ? { ...entry, data: entry.data.map(() => Number.NaN) } : entry)));
    tf.tidy(() => {
      expect([...model.forward(images(tf, 2), { training: true, step: 0 }).dataSync()].every(Number.isNaN)).toBe(true);
    });
    model.dispose();
  });

  test('refuses images of another size and weights of another network', async () => {
    const tf = await useBackend(backend);
    const model = buildModel(tf, lower(SMALL), { seed: 1 });
    expect(() => tf.tidy(() => model.forward(tf.zeros([1, 10, 12, 3]) as Tensor4D, { training: false }))).toThrow(
      'forward: images must be 12x12x3, got 10x12x3',
    );
    expect(() => model.setWeights(model.weights().slice(1))).toThrow('setWeights: variable 0 must be stem/0/main/conv/kernel');
    model.dispose();
  });
});

test('both backends compute the same loss and the same gradients', async () => {
  const results = [];
  for (const backend of TEST_BACKENDS) {
    const tf = await useBackend(backend);
    const model = buildModel(tf, lower(SMALL), { seed: 4 });
    const [x, y] = [images(tf, 8), labels(tf, 8)];
    results.push({ names: model.variables.filter(({ trainable }) => trainable).map(({ name }) => name), ...descend(tf, model, x, y, 0) });
    model.dispose();
    tf.dispose([x, y]);
  }
  const [plain, wasm] = results;
  expect(wasm.loss).toBeCloseTo(plain.loss, 5);
  plain.gradients.forEach((expected, index) => {
    expect(relativeError(expected, wasm.gradients[index]), plain.names[index]).toBeLessThan(1e-4);
  });
});

test('a graph that does not end in logits is refused', async () => {
  const tf = await useBackend('cpu');
  const graph = new GraphBuilder([4, 4, 3]).build();
  expect(() => buildModel(tf, graph, { seed: 1 })).toThrow('buildModel: the last op must give logits of shape 1x1xC, got 4x4x3');
});
