import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../ir/graph.js';
import type { Op, OpOf } from '../ir/op.js';
import type { Shape } from '../ir/shape.js';
import { weightsOf } from './rules.js';

const window = (kernel: number, stride: number, padding: OpOf<'conv2d'>['padding'] = 'same') =>
  ({ kernel: [kernel, kernel], stride: [stride, stride], padding }) as const;
const conv = (fields: Partial<OpOf<'conv2d'>>): Op => ({
  kind: 'conv2d',
  filters: 8,
  ...window(3, 1),
  dilation: [1, 1],
  groups: 1,
  bias: false,
  ...fields,
});

/** The output shape of an op behind inputs of these shapes. */
function outputOf(op: Op, ...shapes: Shape[]): Shape {
  const graph = new GraphBuilder(shapes[0]);
  // Any shape can be had by a 1x1 convolution with padding around the input.
  const inputs = shapes.map((shape, i) => {
    if (i === 0) return 0;
    const [bottom, right] = [shape[0] - shapes[0][0], shape[1] - shapes[0][1]];
    const reshaping = conv({ filters: shape[2], kernel: [1, 1], padding: { top: 0, left: 0, bottom, right } });
    return graph.add(`input-${i}`, reshaping, [0]);
  });
  return graph.shape(graph.add('op', op, inputs));
}

describe('output shapes', () => {
  it.each<[string, Op, Shape[], Shape]>([
    ['same padding keeps the size at stride 1', conv({}), [[7, 9, 4]], [7, 9, 8]],
    ['same padding rounds up at stride 2', conv({ stride: [2, 2] }), [[7, 10, 4]], [4, 5, 8]],
    ['valid padding drops the border', conv({ padding: 'valid', stride: [2, 2] }), [[7, 10, 4]], [3, 4, 8]],
    ['explicit padding counts', conv({ padding: { top: 1, bottom: 2, left: 0, right: 3 } }), [[7, 9, 4]], [8, 10, 8]],
    ['dilation widens the window', conv({ padding: 'valid', dilation: [3, 2] }), [[7, 9, 4]], [1, 5, 8]],
    [
      'a multiplier makes filters per channel',
      { kind: 'depthwise-conv2d', multiplier: 3, ...window(3, 2), dilation: [1, 1], bias: true },
      [[7, 9, 4]],
      [4, 5, 12],
    ],
    ['max pooling keeps channels', { kind: 'max-pool', ...window(2, 2, 'valid') }, [[7, 9, 4]], [3, 4, 4]],
    ['average pooling keeps channels', { kind: 'avg-pool', ...window(3, 1), countPadding: true }, [[7, 9, 4]], [7, 9, 4]],
    ['flattening multiplies the sides', { kind: 'flatten' }, [[7, 9, 4]], [1, 1, 252]],
    [
      'concatenation adds channels',
      { kind: 'concat' },
      [
        [7, 9, 4],
        [7, 9, 5],
        [7, 9, 6],
      ],
      [7, 9, 15],
    ],
    [
      'a gate keeps the shape',
      { kind: 'multiply' },
      [
        [1, 1, 4],
        [1, 1, 4],
      ],
      [1, 1, 4],
    ],
    ['layer normalisation keeps the shape', { kind: 'layer-norm', epsilon: 1e-6 }, [[7, 9, 4]], [7, 9, 4]],
    [
      'local response normalisation keeps the shape',
      { kind: 'local-response-norm', radius: 2, bias: 1, alpha: 2e-5, beta: 0.75 },
      [[7, 9, 4]],
      [7, 9, 4],
    ],
    ['layer scale keeps the shape', { kind: 'layer-scale', initial: 1e-6 }, [[7, 9, 4]], [7, 9, 4]],
  ])('%s', (_name, op, shapes, output) => {
    expect(outputOf(op, ...shapes)).toEqual(output);
  });
});

describe('an op that does not fit says so', () => {
  it.each<[Op, Shape[], string]>([
    [
      conv({ groups: 3 }),
      [[7, 9, 4]],
      'op: input channels and filters must both be divisible by groups, got 4 channels, 8 filters, 3 groups',
    ],
    [conv({ filters: 2.5 }), [[7, 9, 4]], 'op: filters must be a whole number from 1 to 1000000, got 2.5'],
    [conv({ stride: [0, 1] }), [[7, 9, 4]], 'op: stride height must be a whole number'],
    [
      conv({ padding: 'valid', kernel: [9, 1] }),
      [[7, 9, 4]],
      'op: a window of 9 pixels must fit into the padded input of 7 pixels, got 7x9; raise',
    ],
    [{ kind: 'max-pool', ...window(3, Number.NaN) }, [[7, 9, 4]], 'op: stride height must be a whole number from 1 to 1000000, got NaN'],
    [{ kind: 'concat' }, [[7, 9, 4]], 'op: a concatenation takes at least 2 inputs, got 1'],
    [
      { kind: 'concat' },
      [
        [7, 9, 4],
        [8, 9, 4],
      ],
      'op: all branches must have one height and width, got 7x9x4, 8x9x4; give every branch',
    ],
    [
      { kind: 'add' },
      [
        [7, 9, 4],
        [7, 9, 5],
      ],
      'op: both summands must have one shape, got 7x9x4 and 7x9x5; project the shortcut',
    ],
    [
      { kind: 'multiply' },
      [
        [7, 9, 4],
        [7, 9, 4],
      ],
      'op: the gate must have shape 1x1x4, got 7x9x4; pool the gate',
    ],
    [{ kind: 'add' }, [[7, 9, 4]], 'op: this op takes 2 inputs, got 1'],
    [{ kind: 'dense', units: 3, bias: true }, [[7, 9, 4]], 'op: a dense layer takes a vector of shape 1x1xC, got 7x9x4; pool globally'],
    [{ kind: 'dropout', rate: 1 }, [[7, 9, 4]], 'op: rate must be at least 0 and below 1, got 1'],
    [{ kind: 'drop-path', rate: -0.1 }, [[7, 9, 4]], 'op: rate must be at least 0 and below 1, got -0.1'],
    [
      { kind: 'batch-norm', epsilon: 0, momentum: 0.9, scale: true, center: true },
      [[7, 9, 4]],
      'op: epsilon must be above 0 and below 1, got 0',
    ],
    [
      { kind: 'batch-norm', epsilon: 1e-3, momentum: 1, scale: true, center: true },
      [[7, 9, 4]],
      'op: momentum must be at least 0 and below 1, got 1',
    ],
    [{ kind: 'layer-norm', epsilon: 2 }, [[7, 9, 4]], 'op: epsilon must be above 0 and below 1, got 2'],
    [{ kind: 'layer-scale', initial: 0 }, [[7, 9, 4]], 'op: initial must be above 0 and at most 1, got 0'],
    [{ kind: 'local-response-norm', radius: 2, bias: 0, alpha: 1, beta: 1 }, [[7, 9, 4]], 'op: bias must be above 0 and below 1000, got 0'],
  ])('%o behind %o', (op, shapes, message) => {
    expect(() => outputOf(op, ...shapes)).toThrowError(message);
  });
});

describe('weights', () => {
  it.each<[Op, Shape, unknown]>([
    [
      conv({ groups: 2, bias: true, kernel: [1, 3] }),
      [7, 9, 4],
      [
        ['kernel', [1, 3, 2, 8]],
        ['bias', [8]],
      ],
    ],
    [
      { kind: 'depthwise-conv2d', multiplier: 2, ...window(5, 1), dilation: [1, 1], bias: true },
      [7, 9, 4],
      [
        ['kernel', [5, 5, 4, 2]],
        ['bias', [8]],
      ],
    ],
    [{ kind: 'dense', units: 3, bias: false }, [1, 1, 4], [['kernel', [4, 3]]]],
    [
      { kind: 'layer-norm', epsilon: 1e-6 },
      [7, 9, 4],
      [
        ['gamma', [4]],
        ['beta', [4]],
      ],
    ],
    [{ kind: 'layer-scale', initial: 1e-6 }, [7, 9, 4], [['gamma', [4]]]],
    [
      { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: false, center: true },
      [7, 9, 4],
      [
        ['beta', [4]],
        ['moving-mean', [4]],
        ['moving-variance', [4]],
      ],
    ],
    [{ kind: 'max-pool', ...window(2, 2) }, [7, 9, 4], []],
  ])('of %o behind %o', (op, shape, weights) => {
    expect(weightsOf(op, [shape]).map(({ name, shape: sides }) => [name, sides])).toEqual(weights);
  });
});
