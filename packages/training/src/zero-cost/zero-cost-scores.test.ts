import { GraphBuilder, lower, zoo } from '@isoflop/blocks';
import { buildModel, openBackend } from '@isoflop/runtime';
import { describe, expect, it } from 'vitest';
import { gradientScores } from './gradient-scores.js';
import { logAbsoluteDeterminant, naswot } from './naswot.js';
import { linearized, synflow } from './synflow.js';
import { zen } from './zen.js';
import { zeroCostScores } from './zero-cost-scores.js';

const { tf } = await openBackend('plain');

/** A 1x1 convolution with ReLU, the mean over pixels and a dense layer, without biases. */
function sequential(channels: number, hidden: number, classes: number, depth = 1) {
  const builder = new GraphBuilder([2, 2, channels]);
  let x = 0;
  for (let i = 0; i < depth; i++) {
    x = builder.add(
      `conv${i}`,
      { kind: 'conv2d', filters: hidden, kernel: [1, 1], stride: [1, 1], padding: 'same', groups: 1, dilation: [1, 1], bias: false },
      [x],
    );
    x = builder.add(`relu${i}`, { kind: 'activation', function: 'relu6' }, [x]);
  }
  x = builder.add('pool', { kind: 'global-avg-pool' }, [x]);
  builder.add('dense', { kind: 'dense', units: classes, bias: false }, [x]);
  return builder.build();
}

describe('gradientScores', () => {
  it('follow the gradient of softmax regression', () => {
    const builder = new GraphBuilder([1, 1, 2]);
    builder.add('dense', { kind: 'dense', units: 2, bias: false }, [0]);
    const model = buildModel(tf, builder.build(), { seed: 1 });
    model.setWeights([{ name: 'dense/kernel', shape: [2, 2], data: Float32Array.of(0.5, -0.5, 0.25, 0) }]);
    const [x, logits] = [
      [1, 2],
      [1, -0.5],
    ];
    const odds = Math.exp(logits[0] - logits[1]);
    const error = odds / (1 + odds) - 0;
    // The target is class 1: dL/dlogits = (p0, p1 - 1) = (error, -error), dL/dW = x · that.
    const gradient = x.flatMap((value) => [value * error, -value * error]);
    const scores = gradientScores(tf, model, tf.tensor4d(x, [1, 1, 1, 2]), tf.tensor2d([0, 1], [1, 2]));
    expect(scores.gradNorm).toBeCloseTo(Math.hypot(...gradient), 5);
    expect(scores.snip).toBeCloseTo(
      [0.5, -0.5, 0.25, 0].reduce((sum, weight, i) => sum + Math.abs(weight * gradient[i]), 0),
      5,
    );
    model.dispose();
  });
});

describe('synflow', () => {
  it('is the number of layers times the flow in a chain of layers', () => {
    const graph = sequential(3, 4, 5);
    const model = buildModel(tf, graph, { seed: 2 });
    const [conv, dense] = model.weights().map(({ data }) => data);
    model.dispose();
    let flow = 0;
    for (let c = 0; c < 3; c++) {
      for (let h = 0; h < 4; h++) for (let k = 0; k < 5; k++) flow += Math.abs(conv[c * 4 + h]) * Math.abs(dense[h * 5 + k]);
    }
    expect(synflow(tf, graph, { seed: 2 })).toBeCloseTo(Math.log10(2 * flow), 4);
  });

  it('stays finite where the flow leaves the range of floats', () => {
    const [shallow, deep] = [10, 40].map((depth) => synflow(tf, sequential(64, 64, 5, depth), { seed: 1 }));
    expect(deep).toBeGreaterThan(38);
    // Every layer multiplies by about the same.
    expect((deep - shallow) / 30).toBeCloseTo(Math.log10(64 * 0.8 * Math.sqrt(2 / 64)), 1);
  });

  it('looks through normalisation and gates, and keeps sums', () => {
    const kinds = linearized(lower(zoo('mobilenet_v3_large'))).nodes.map(({ op }) => op.kind);
    expect(kinds).not.toContain('batch-norm');
    expect(kinds).not.toContain('multiply');
    expect(kinds).toContain('add');
  });
});

describe('naswot', () => {
  it('is log |det| of the numbers of activations on the same side of 0', () => {
    const builder = new GraphBuilder([1, 1, 4]);
    builder.add('relu', { kind: 'activation', function: 'relu' }, [0]);
    builder.add('dense', { kind: 'dense', units: 2, bias: false }, [1]);
    const images = tf.tensor4d([1, 1, -1, -1, 1, 1, 1, -1, -1, 1, 1, 1], [3, 1, 1, 4]);
    // Agreements: 4 with itself, 3 between the first two, 1 and 2 with the third.
    const determinant = 4 * (16 - 4) - 3 * (12 - 2) + 1 * (6 - 4);
    expect(naswot(tf, builder.build(), images, { seed: 1 })).toBeCloseTo(Math.log(determinant), 5);
  });

  it('is -Infinity when two images look alike', () => {
    const image = [1, -1, 2, -2, 1, -1, 2, -2, 1, 1, 1, 1];
    const images = tf.tensor4d([...image, ...image], [2, 2, 2, 3]);
    expect(naswot(tf, sequential(3, 4, 5), images, { seed: 1 })).toBe(Number.NEGATIVE_INFINITY);
  });

  it('refuses a network without activations', () => {
    const builder = new GraphBuilder([1, 1, 4]);
    builder.add('dense', { kind: 'dense', units: 2, bias: false }, [0]);
    expect(() => naswot(tf, builder.build(), tf.ones([2, 1, 1, 4]), { seed: 1 })).toThrow('naswot: the network must have activations');
  });
});

describe('zen', () => {
  const conv = (filters: number) =>
    ({ kind: 'conv2d', filters, kernel: [1, 1], stride: [1, 1], padding: 'same', groups: 1, dilation: [1, 1], bias: false }) as const;
  /** Two convolutions, the first with one filter, perhaps with normalisation and a second branch between them. */
  function network({ normalized = false, residual = false }) {
    const builder = new GraphBuilder([4, 4, 3]);
    let x = builder.add('first', conv(1), [0]);
    if (normalized) x = builder.add('norm', { kind: 'batch-norm', epsilon: 1e-9, momentum: 0.9, scale: true, center: true }, [x]);
    const second = builder.add('second', conv(residual ? 1 : 2), [x]);
    x = residual ? builder.add('third', conv(2), [builder.add('sum', { kind: 'add' }, [x, second])]) : second;
    builder.add('dense', { kind: 'dense', units: 2, bias: true }, [builder.add('pool', { kind: 'global-avg-pool' }, [x])]);
    return builder.build();
  }

  it('of a normalised chain is that of the chain without normalisation', () => {
    for (const seed of [1, 2, 3]) {
      const [plain, normalized] = [false, true].map((flag) => zen(tf, network({ normalized: flag }), { seed, batch: 256 }));
      expect(normalized).toBeCloseTo(plain, 2);
    }
  });

  it('grows with every filter that reacts', () => {
    const wide = new GraphBuilder([4, 4, 3]);
    const x = wide.add('first', conv(64), [0]);
    wide.add('dense', { kind: 'dense', units: 2, bias: true }, [wide.add('pool', { kind: 'global-avg-pool' }, [x])]);
    // 64 filters of 3 channels at 16 places: the squared distance is about 0.01 squared times 64 · 3 · 16.
    expect(zen(tf, wide.build(), { seed: 1, batch: 32 })).toBeCloseTo(Math.log(0.01 * Math.sqrt(64 * 3 * 16)), 0.7);
  });

  it('takes residual links out', () => {
    const residual = network({ residual: true });
    const builder = new GraphBuilder([4, 4, 3]);
    const third = builder.add('third', conv(2), [builder.add('second', conv(1), [builder.add('first', conv(1), [0])])]);
    builder.add('dense', { kind: 'dense', units: 2, bias: true }, [builder.add('pool', { kind: 'global-avg-pool' }, [third])]);
    expect(zen(tf, residual, { seed: 4, batch: 8 })).toBe(zen(tf, builder.build(), { seed: 4, batch: 8 }));
  });
});

it('logAbsoluteDeterminant swaps rows where it has to', () => {
  expect(logAbsoluteDeterminant(Float64Array.of(0, 2, 3, 0), 2)).toBeCloseTo(Math.log(6), 12);
  expect(logAbsoluteDeterminant(Float64Array.of(1, 2, 2, 4), 2)).toBe(Number.NEGATIVE_INFINITY);
});

describe('zeroCostScores', () => {
  const images = tf.tensor4d(
    Array.from({ length: 96 }, (_, i) => Math.sin(i * i)),
    [8, 2, 2, 3],
  );
  const targets = tf.tensor2d(
    Array.from({ length: 40 }, (_, i) => (i % 5 === Math.floor(i / 5) % 5 ? 1 : 0)),
    [8, 5],
  );

  it('gives the same from the same seed, with params and MACs, and keeps no tensor', () => {
    const before = tf.memory().numTensors;
    const scores = zeroCostScores(tf, sequential(3, 4, 5), { images, targets }, { seed: 1 });
    expect(zeroCostScores(tf, sequential(3, 4, 5), { images, targets }, { seed: 1 })).toEqual(scores);
    expect(scores).toMatchObject({ params: 32, macs: 4 * 12 + 20 });
    expect(zeroCostScores(tf, sequential(3, 4, 5), { images, targets }, { seed: 2 })).not.toEqual(scores);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves out a score that a network has not, rather than all of them', () => {
    const deep = zeroCostScores(tf, sequential(3, 64, 5, 80), { images, targets }, { seed: 1 });
    expect(deep.synflow).toBeNaN();
    expect(Number.isFinite(deep.zen)).toBe(true);
  });
});
