import { ACTIVATION_FUNCTIONS, type Graph, GraphBuilder, lower, type Op, zoo } from '@isoflop/blocks';
import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { buildModel, type Model } from './eager/model.js';
import { toLayersModel } from './layers-model.js';
import type { TensorFlow } from './tensorflow.js';
import { relativeError, useBackend, wave } from './testing/backends.js';

const window = { stride: [1, 1], dilation: [1, 1], padding: 'same' } as const;

/** A network of the ops given, between the image and a classifier. */
function graphOf(ops: readonly Op[]): Graph {
  const graph = new GraphBuilder([9, 8, 4]);
  let x = 0;
  ops.forEach((op, index) => {
    x = graph.add(`body/${index}`, op, [x]);
  });
  x = graph.add('head/pool', { kind: 'global-avg-pool' }, [x]);
  graph.add('head/dense', { kind: 'dense', units: 3, bias: true }, [x]);
  return graph.build();
}

/** A model whose running averages have seen a batch, and whose biases are not 0. */
function usedModel(tf: TensorFlow, graph: Graph, x: Tensor4D): Model {
  const model = buildModel(tf, graph, { seed: 2 });
  tf.tidy(() => model.forward(x, { training: true, step: 0 }));
  model.setWeights(
    model.weights().map((entry) => (entry.name.endsWith('bias') ? { ...entry, data: wave(entry.data.length, 0.5) } : entry)),
  );
  return model;
}

async function expectSameLogits(graph: Graph): Promise<void> {
  const tf = await useBackend('wasm');
  const [height, width, channels] = graph.nodes[0].output;
  const x = tf.tensor4d(wave(2 * height * width * channels, 0.83), [2, height, width, channels]);
  const model = usedModel(tf, graph, x);
  const layersModel = toLayersModel(tf, graph, model.weights());
  const expected = model.forward(x, { training: false });
  const actual = layersModel.predict(x) as Tensor;
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(expected.dataSync(), actual.dataSync())).toBeLessThan(1e-5);
  tf.dispose([x, expected, actual]);
  model.dispose();
  layersModel.dispose();
}

describe('a layers model gives the logits of the eager model', () => {
  test.each(ACTIVATION_FUNCTIONS)('with %s', async (name) => {
    const norm: Op = { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.5, scale: true, center: true };
    await expectSameLogits(
      graphOf([
        { kind: 'conv2d', filters: 6, kernel: [3, 3], ...window, groups: 1, bias: true },
        norm,
        { kind: 'activation', function: name },
      ]),
    );
  });

  test('with a normalisation that neither scales nor shifts', async () => {
    await expectSameLogits(graphOf([{ kind: 'batch-norm', epsilon: 1e-3, momentum: 0.5, scale: false, center: false }]));
  });

  test('with grouped, dilated and explicitly padded convolutions', async () => {
    await expectSameLogits(
      graphOf([
        { kind: 'conv2d', filters: 6, kernel: [3, 1], ...window, groups: 2, bias: true },
        { kind: 'conv2d', filters: 8, kernel: [3, 3], ...window, dilation: [2, 1], stride: [2, 2], groups: 1, bias: false },
        {
          kind: 'depthwise-conv2d',
          multiplier: 2,
          kernel: [3, 3],
          ...window,
          padding: { top: 0, bottom: 2, left: 1, right: 0 },
          bias: true,
        },
        { kind: 'depthwise-conv2d', multiplier: 1, kernel: [3, 3], ...window, dilation: [2, 2], bias: false },
      ]),
    );
  });

  test('for whole networks with gates, shortcuts, dropout and stochastic depth', async () => {
    for (const name of ['mobilenet_v2', 'efficientnet_b0']) await expectSameLogits(lower(zoo(name, { resolution: 32, classes: 10 })));
  });
});

test('a saved layers model loads with stock TensorFlow.js and gives the same logits', async () => {
  const tf = await useBackend('wasm');
  const graph = graphOf(ACTIVATION_FUNCTIONS.map((name) => ({ kind: 'activation', function: name })));
  const x = tf.tensor4d(wave(2 * 9 * 8 * 4, 0.83), [2, 9, 8, 4]);
  const model = usedModel(tf, graph, x);
  const original = toLayersModel(tf, graph, model.weights());
  let loaded: LayersModel | undefined;
  await original.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const json = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined }));
      loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...json, weightData: artifacts.weightData }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const answers = (layers: LayersModel) => tf.tidy(() => [...(layers.predict(x) as Tensor).dataSync()]);
  expect(answers(loaded!)).toEqual(answers(original));
  tf.dispose(x);
  for (const each of [model, original, loaded!]) each.dispose();
});

test('weights of another network are refused by the name of what is missing', async () => {
  const tf = await useBackend('wasm');
  expect(() => toLayersModel(tf, graphOf([]), [])).toThrow('toLayersModel: weights must hold head/dense/kernel');
});

test('a layers model gives back every tensor when it is disposed', async () => {
  const tf = await useBackend('wasm');
  const graph = graphOf([{ kind: 'depthwise-conv2d', multiplier: 1, kernel: [3, 3], ...window, dilation: [2, 2], bias: false }]);
  const model = buildModel(tf, graph, { seed: 1 });
  const before = tf.memory().numTensors;
  toLayersModel(tf, graph, model.weights()).dispose();
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});
