import {
  ACTIVATION_FUNCTIONS,
  type ActivationFunction,
  type Graph,
  GraphBuilder,
  lower,
  type Op,
  parseArchitecture,
} from '@isoflop/blocks';
import { expect, test } from 'vitest';
import { buildModel } from '../eager/model.js';
import { isNormAverage, normProbe } from '../norm-probe.js';
import type { TensorFlow } from '../tensorflow.js';
import { relativeError } from '../testing/backends.js';
import { describeNative } from '../testing/native.js';
import { type GraphTrainer, NonFiniteLossError, openGraphTrainer, type StepRequest } from './graph-trainer.js';
import type { TrainingOptions } from './programs/options.js';

const BATCH = 8;
const COUNT = 40;

/** Everything that a step can do: batch norm, dropout, stochastic depth, squeeze-and-excite. */
const ARCHITECTURE = parseArchitecture({
  name: 'small',
  input: { height: 9, width: 8, channels: 3 },
  stem: [{ kind: 'conv', channels: 8, kernel: 3, stride: 2, activation: 'silu' }],
  stages: [{ repeats: 2, block: { kind: 'mbconv', channels: 8, expansion: 2, stride: 1, squeezeExcite: 0.25, activation: 'hard-swish' } }],
  head: [{ kind: 'classifier', classes: 4, dropout: 0.2 }],
  stochasticDepth: 0.2,
});
const GRAPH = lower(ARCHITECTURE);

const OPTIONS: TrainingOptions = {
  batch: BATCH,
  seed: 3,
  optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
  labelSmoothing: 0.1,
  normalization: { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0] },
  augmented: true,
  decays: (name) => name.endsWith('/kernel'),
};

const IMAGES = Uint8Array.from({ length: COUNT * 9 * 8 * 3 }, (_, index) => (Math.imul(index, 0x9e3779b1) >>> 11) & 255);
const LABELS = Int32Array.from({ length: COUNT }, (_, index) => index % 4);

const normalised = (bytes: Uint8Array) =>
  Float32Array.from(bytes, (byte, index) => {
    const [mean, deviation] = [OPTIONS.normalization.mean[index % 3], OPTIONS.normalization.std[index % 3] || 1];
    return (byte / 255 - mean) / deviation;
  });

function request(steps: number, firstStep = 0, learningRate = 0.01): StepRequest {
  const first = firstStep * BATCH;
  const images = Int32Array.from({ length: steps * BATCH }, (_, index) => ((first + index) * 7) % COUNT);
  const placements = Int32Array.from({ length: images.length * 3 }, (_, index) => {
    const image = first + Math.floor(index / 3);
    return index % 3 === 0 ? image % 2 : (image % 5) - 2;
  });
  return { images, placements, learningRates: new Float32Array(steps).fill(learningRate), firstStep };
}

function open(tf: TensorFlow, changes: Partial<TrainingOptions> = {}): GraphTrainer {
  const trainer = openGraphTrainer(tf, GRAPH, { ...OPTIONS, ...changes });
  trainer.setImages(IMAGES, LABELS);
  return trainer;
}

/** Every kind of linear layer, each with a norm and the activation behind it. */
function endingIn(name: ActivationFunction): Graph {
  const builder = new GraphBuilder([9, 8, 3]);
  const window = { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: 'same' } as const;
  const dense = { kind: 'conv2d', filters: 6, groups: 1, bias: false, ...window } as const;
  const depthwise = { kind: 'depthwise-conv2d', multiplier: 1, bias: true, ...window } as const;
  const layers: Op[] = [
    { ...dense, stride: [2, 2] },
    { ...depthwise, kernel: [5, 5] },
    { ...dense, kernel: [1, 1], bias: true },
    { ...dense, groups: 2 },
    { ...depthwise, stride: [1, 2], multiplier: 2 },
    { ...dense, dilation: [2, 1] },
    { ...dense, padding: { top: 1, bottom: 2, left: 0, right: 3 } },
    { ...depthwise, padding: { top: 0, bottom: 2, left: 1, right: 1 } },
    { ...dense, kernel: [1, 1], stride: [2, 2] },
    { kind: 'global-avg-pool' },
    { kind: 'dense', units: 4, bias: true },
  ];
  layers.reduce((input, op, index) => {
    const layer = builder.add(`${index}`, op, [input]);
    if (op.kind === 'global-avg-pool' || op.kind === 'dense') return layer;
    const norm = builder.add(`${index}/norm`, { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.5, scale: true, center: true }, [layer]);
    return builder.add(`${index}/end`, { kind: 'activation', function: name }, [norm]);
  }, 0);
  return builder.build();
}

await describeNative('a graph trainer', (tf) => {
  test.each(ACTIVATION_FUNCTIONS)('predicts what the plain backend computes with its weights, whatever layers end in: %s', async (name) => {
    const graph = endingIn(name);
    const trainer = openGraphTrainer(tf, graph, OPTIONS);
    trainer.setImages(IMAGES, LABELS);
    trainer.train(request(3));
    const predicted = trainer.predict(IMAGES.subarray(0, 5 * 216));
    await tf.setBackend('cpu');
    const model = buildModel(tf, graph, { seed: 1 });
    model.setWeights(trainer.weights());
    const { mean, std } = OPTIONS.normalization;
    const pixels = Float32Array.from(IMAGES.subarray(0, 5 * 216), (byte, index) => (byte / 255 - mean[index % 3]) / (std[index % 3] || 1));
    const expected = tf.tidy(() => model.forward(tf.tensor4d(pixels, [5, 9, 8, 3]), { training: false }).dataSync());
    expect(relativeError(expected, predicted)).toBeLessThan(1e-5);
    model.dispose();
    trainer.dispose();
  });

  test('ends in the same state after many steps in one call as after as many calls, with the same sum of losses to the bit', () => {
    const [once, often] = [open(tf), open(tf)];
    const sum = once.train(request(100));
    let added = 0;
    for (let step = 0; step < 100; step++) added += often.train(request(1, step));
    expect(sum).toBe(added);
    expect(often.state()).toEqual(once.state());
    once.dispose();
    often.dispose();
  });

  test('continues from a state as if nothing had happened', () => {
    const [whole, before, after] = [open(tf), open(tf), open(tf, { seed: 3 })];
    whole.train(request(6));
    before.train(request(3));
    after.setState(before.state());
    after.train(request(3, 3));
    expect(after.state()).toEqual(whole.state());
    for (const trainer of [whole, before, after]) trainer.dispose();
  });

  test('starts from the weights of the eager model, and predicts what that does with its weights', () => {
    const trainer = open(tf);
    const model = buildModel(tf, GRAPH, { seed: OPTIONS.seed });
    expect(trainer.weights()).toEqual(model.weights());
    expect(trainer.params).toBe(model.countParams());
    trainer.train(request(5));
    model.setWeights(trainer.weights());
    const pixels = normalised(IMAGES.subarray(0, 5 * 216));
    const expected = tf.tidy(() => model.forward(tf.tensor4d(pixels, [5, 9, 8, 3]), { training: false }).dataSync());
    const logits = trainer.predict(IMAGES.subarray(0, 5 * 216));
    expect(Math.max(...expected.map((value, index) => Math.abs(value - logits[index])))).toBeLessThan(1e-5);
    trainer.dispose();
    model.dispose();
  });

  test('stops before a step whose loss is not finite, tells how many were done, and goes on from there', () => {
    const [diverging, sound] = [open(tf), open(tf)];
    const calm = request(5);
    sound.train(request(3));
    const rates = calm.learningRates.map((rate, step) => (step === 2 ? 1e30 : rate));
    const failure = (() => {
      try {
        return diverging.train({ ...calm, learningRates: rates });
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(NonFiniteLossError);
    expect((failure as NonFiniteLossError).stepsDone).toBe(3);
    expect(Number.isFinite((failure as NonFiniteLossError).loss)).toBe(false);
    const broken = diverging.state();
    expect(() => diverging.train(request(2, 3))).toThrow(NonFiniteLossError);
    expect(diverging.state()).toEqual(broken);
    diverging.setState(sound.state());
    expect(diverging.train(request(2, 3))).toBe(sound.train(request(2, 3)));
    diverging.dispose();
    sound.dispose();
  });

  test('keeps running averages of the weights and predicts with them', () => {
    const [plain, averaged] = [open(tf), open(tf, { averageDecay: 0.9 })];
    const average = plain.weights().map(({ data }) => Float64Array.from(data));
    for (let step = 0; step < 4; step++) {
      plain.train(request(1, step));
      averaged.train(request(1, step));
      const share = 1 - Math.min(0.9, (1 + step) / (10 + step));
      plain.weights().forEach(({ data }, variable) => {
        data.forEach((value, index) => {
          average[variable][index] += share * (value - average[variable][index]);
        });
      });
    }
    averaged.weights().forEach(({ name, data }, variable) => {
      expect(Math.max(...data.map((value, index) => Math.abs(value - average[variable][index]))), name).toBeLessThan(1e-6);
    });
    expect(averaged.predict(IMAGES)).not.toEqual(plain.predict(IMAGES));
    plain.dispose();
    averaged.dispose();
  });

  test('trains alike on batches that it is handed and on numbers of images that it keeps', () => {
    const [kept, fed] = [open(tf, { augmented: false }), openGraphTrainer(tf, GRAPH, { ...OPTIONS, augmented: false, fedBatches: true })];
    const { placements: _, ...asked } = request(4);
    const pixels = Float32Array.from(
      [...asked.images].flatMap((image) => [...normalised(IMAGES.subarray(image * 216, (image + 1) * 216))]),
    );
    const targets = Float32Array.from(
      [...asked.images].flatMap((image) => [0, 1, 2, 3].map((label) => 0.025 + (label === LABELS[image] ? 0.9 : 0))),
    );
    expect(fed.train({ ...asked, images: pixels, targets })).toBeCloseTo(kept.train(asked), 4);
    for (const trainer of [kept, fed]) trainer.dispose();
  });

  test('scales the gradient of all weights down to the norm that it is clipped to, and leaves a shorter one alone', () => {
    const sgd = { kind: 'sgd-nesterov', momentum: 0, weightDecay: 0 } as const;
    const changesWith = (changes: Partial<TrainingOptions>) => {
      const trainer = open(tf, { optimizer: sgd, ...changes });
      const before = trainer.weights();
      trainer.train(request(1, 0, 1));
      const after = trainer.weights();
      trainer.dispose();
      return after.flatMap(({ name, data }, index) =>
        isNormAverage(name) ? [] : [...data].map((value, i) => value - before[index].data[i]),
      );
    };
    const norm = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
    const free = changesWith({});
    const clipped = changesWith({ clipNorm: norm(free) / 4 });
    expect(norm(clipped)).toBeCloseTo(norm(free) / 4, 4);
    expect(Math.max(...clipped.map((value, index) => Math.abs(4 * value - free[index])))).toBeLessThan(1e-5);
    expect(Math.max(...changesWith({ clipNorm: 2 * norm(free) }).map((value, i) => Math.abs(value - free[i])))).toBeLessThan(1e-6);
  });

  test.each([undefined, 0.9])(
    'measures the statistics of batch normalisation with the weights that it predicts with: decay %s',
    (averageDecay) => {
      const trainer = open(tf, { measuresNorms: true, ...(averageDecay && { averageDecay }) });
      trainer.train(request(3));
      const images = IMAGES.subarray(0, BATCH * 216);
      const model = buildModel(tf, normProbe(GRAPH), { seed: 0 });
      model.setWeights(trainer.weights());
      tf.tidy(() => void model.forward(tf.tensor4d(normalised(images), [BATCH, 9, 8, 3]), { training: true, step: 0 }));
      const expected = model.weights().filter(({ name }) => isNormAverage(name));
      const norms = trainer.norms(images);
      expect(norms.map(({ name, shape }) => [name, shape])).toEqual(expected.map(({ name, shape }) => [name, shape]));
      norms.forEach(({ name, data }, index) => {
        expect(Math.max(...data.map((value, i) => Math.abs(value - expected[index].data[i]))), name).toBeLessThan(1e-4);
      });
      trainer.setNorms(norms);
      expect(trainer.weights().filter(({ name }) => isNormAverage(name))).toEqual(norms);
      trainer.dispose();
      model.dispose();
    },
  );

  test('refuses images that are no whole rows, numbers that are no image, and another backend', () => {
    const trainer = open(tf);
    expect(() => trainer.predict(IMAGES.subarray(1))).toThrow('predict: images must have the shape [-1, 9, 8, 3]');
    const wrong = { ...request(1), images: new Int32Array(BATCH).fill(COUNT) };
    expect(() => trainer.train(wrong)).toThrow('is not in [0, ');
    expect(trainer.train(request(1))).toBeGreaterThan(0);
    trainer.dispose();
    const without = { ...tf, findBackend: () => null } as unknown as TensorFlow;
    expect(() => openGraphTrainer(without, GRAPH, OPTIONS)).toThrow('the native backend must be loaded');
  });

  test('leaves resident memory level after the first few of many (the long run: npm run soak:train)', () => {
    const megabytes: number[] = [];
    for (let round = 0; round < 24; round++) {
      const trainer = open(tf, { seed: round });
      trainer.train(request(1));
      trainer.dispose();
      megabytes.push(process.memoryUsage.rss() / 1e6);
    }
    expect(megabytes[23]).toBeLessThan(1.1 * megabytes[11]);
  });

  test('gives all of its memory back to TensorFlow: no tensor and no graph is left', () => {
    const binding = (tf.findBackend('tensorflow') as unknown as { binding: { getNumOfTensors(): number; getNumOfSavedModels(): number } })
      .binding;
    const before = [binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    for (let round = 0; round < 3; round++) {
      const trainer = open(tf);
      trainer.train(request(2));
      trainer.predict(IMAGES);
      trainer.weights();
      trainer.dispose();
    }
    expect([binding.getNumOfTensors(), binding.getNumOfSavedModels()]).toEqual(before);
  });
});
