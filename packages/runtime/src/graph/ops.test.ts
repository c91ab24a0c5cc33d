import { ACTIVATION_FUNCTIONS, type Op, opKinds, type Shape } from '@isoflop/blocks';
import { expect, test } from 'vitest';
import { relativeError } from '../testing/backends.js';
import { eagerOp, graphOp } from '../testing/compare-op.js';
import { describeNative } from '../testing/native.js';

const explicit = (top: number, bottom: number, left: number, right: number) => ({ top, bottom, left, right });
type Conv = Extract<Op, { kind: 'conv2d' }>;
const conv = (kernel: Conv['kernel'], change: Partial<Conv> = {}): Op => ({
  kind: 'conv2d',
  filters: 6,
  kernel,
  stride: [1, 1],
  padding: 'same',
  dilation: [1, 1],
  groups: 1,
  bias: false,
  ...change,
});
type Depthwise = Extract<Op, { kind: 'depthwise-conv2d' }>;
const depthwise = (kernel: Depthwise['kernel'], change: Partial<Depthwise> = {}): Op => ({
  kind: 'depthwise-conv2d',
  multiplier: 1,
  kernel,
  stride: [1, 1],
  padding: 'same',
  dilation: [1, 1],
  bias: false,
  ...change,
});
const pool = (kind: 'max-pool' | 'avg-pool', change: object = {}): Op =>
  ({ kind, kernel: [3, 3], stride: [2, 2], padding: 'same', ...(kind === 'avg-pool' ? { countPadding: false } : {}), ...change }) as Op;

/** Every op with the settings that change what is written for it. */
const CASES: readonly [string, Op, ...Shape[]][] = [
  ['3x3', conv([3, 3]), [7, 6, 4]],
  ['3x3, bias', conv([3, 3], { bias: true }), [5, 6, 4]],
  ['3x3, stride 2', conv([3, 3], { stride: [2, 2] }), [7, 8, 4]],
  ['3x3, stride 2, explicit padding', conv([3, 3], { stride: [2, 2], padding: explicit(1, 1, 1, 1) }), [8, 7, 4]],
  ['3x3, uneven padding', conv([3, 3], { padding: explicit(0, 2, 1, 0) }), [6, 5, 4]],
  ['5x1, strides 2 and 1, valid', conv([5, 1], { stride: [2, 1], padding: 'valid' }), [9, 4, 3]],
  ['3x3, dilated', conv([3, 3], { dilation: [2, 3] }), [9, 9, 2]],
  ['3x3, 2 groups', conv([3, 3], { groups: 2 }), [5, 5, 4]],
  ['1x1', conv([1, 1]), [5, 4, 3]],
  ['1x1, bias, stride 2', conv([1, 1], { stride: [2, 2], bias: true }), [7, 6, 3]],
  ['1x1, 3 groups', conv([1, 1], { groups: 3 }), [4, 4, 6]],
  ...[40, 72, 80].flatMap((channels): [string, Op, Shape][] => [
    [`3x3, stride 2, ${channels} channels`, conv([3, 3], { stride: [2, 2] }), [6, 6, channels]],
    [`3x3, ${channels} channels`, conv([3, 3]), [4, 4, channels]],
    [`1x1, ${channels} channels`, conv([1, 1]), [4, 4, channels]],
  ]),
  ['3x3', depthwise([3, 3]), [7, 6, 5]],
  ['5x5, stride 2, bias', depthwise([5, 5], { stride: [2, 2], bias: true }), [9, 8, 4]],
  ['3x3, stride 2, explicit padding', depthwise([3, 3], { stride: [2, 2], padding: explicit(1, 1, 1, 1) }), [8, 8, 4]],
  ['5x5', depthwise([5, 5]), [6, 7, 4]],
  ['7x7', depthwise([7, 7]), [9, 6, 3]],
  ['4x6, stride 2, uneven padding', depthwise([4, 6], { stride: [2, 2], padding: explicit(2, 1, 3, 0) }), [9, 8, 3]],
  ['5x5, stride 3', depthwise([5, 5], { stride: [3, 3] }), [11, 10, 2]],
  ['5x7, wider than the image', depthwise([5, 7]), [3, 3, 4]],
  ['5x5, multiplier 3, valid', depthwise([5, 5], { multiplier: 3, padding: 'valid' }), [6, 8, 2]],
  ['3x3, multiplier 2, valid', depthwise([3, 3], { multiplier: 2, padding: 'valid' }), [6, 7, 3]],
  ['3x3, strides 1 and 2', depthwise([3, 3], { stride: [1, 2] }), [5, 8, 3]],
  ['3x3, dilated', depthwise([3, 3], { dilation: [2, 2] }), [8, 8, 3]],
  ['', { kind: 'dense', units: 4, bias: true }, [1, 1, 5]],
  ['without bias', { kind: 'dense', units: 4, bias: false }, [1, 1, 5]],
  ['', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: true, center: true }, [5, 4, 3]],
  ['fixed scale and shift', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: false, center: false }, [5, 4, 3]],
  ['', { kind: 'layer-norm', epsilon: 1e-6 }, [4, 3, 6]],
  ['', { kind: 'local-response-norm', radius: 2, bias: 1, alpha: 0.1, beta: 0.75 }, [3, 4, 7]],
  ['', { kind: 'layer-scale', initial: 0.5 }, [4, 3, 5]],
  ...ACTIVATION_FUNCTIONS.map((name): [string, Op, Shape] => [name, { kind: 'activation', function: name }, [4, 5, 6]]),
  ['', { kind: 'add' }, [4, 3, 2], [4, 3, 2]],
  ['', { kind: 'multiply' }, [4, 3, 5], [1, 1, 5]],
  ['', { kind: 'concat' }, [3, 4, 2], [3, 4, 5], [3, 4, 1]],
  ['same', pool('max-pool'), [7, 8, 3]],
  ['2x2, valid', pool('max-pool', { kernel: [2, 2], padding: 'valid' }), [7, 6, 3]],
  ['explicit padding', pool('max-pool', { padding: explicit(1, 1, 1, 0) }), [7, 8, 3]],
  ['same', pool('avg-pool'), [7, 8, 3]],
  ['same, padding counts', pool('avg-pool', { countPadding: true }), [7, 8, 3]],
  ['valid', pool('avg-pool', { kernel: [2, 3], padding: 'valid' }), [6, 7, 3]],
  ['explicit padding', pool('avg-pool', { padding: explicit(1, 1, 0, 1) }), [8, 8, 3]],
  ['explicit padding that counts', pool('avg-pool', { padding: explicit(1, 1, 0, 1), countPadding: true }), [8, 8, 3]],
  ['', { kind: 'global-avg-pool' }, [4, 5, 3]],
  ['', { kind: 'flatten' }, [3, 2, 4]],
  ['', { kind: 'dropout', rate: 0.4 }, [3, 4, 5]],
  ['', { kind: 'drop-path', rate: 0.4 }, [3, 2, 4]],
];

await describeNative('the graph of one op', (tf) => {
  test('is tried for every kind', () => {
    // The input hands its tensor on and has no gradient.
    expect(new Set(CASES.map(([, op]) => op.kind))).toEqual(new Set(opKinds.filter((kind) => kind !== 'input')));
  });

  test.each(CASES.map(([name, op, ...inputs]) => ({ name: `${op.kind} ${name}`.trim(), op, inputs })))(
    '$name has the value and the gradients of the plain backend, and its value at inference',
    async ({ op, inputs }) => {
      for (const training of [true, false]) {
        await tf.setBackend('cpu');
        const expected = eagerOp(tf, { op, inputs }, training);
        const written = graphOp(tf, { op, inputs }, training);
        expect(Object.keys(written)).toEqual(Object.keys(expected));
        for (const [name, values] of Object.entries(expected)) {
          expect(relativeError(values, written[name]), `${name}, training ${training}`).toBeLessThan(1e-5);
        }
      }
    },
  );

  const convolutions = CASES.filter(([, { kind }]) => kind === 'conv2d' || kind === 'depthwise-conv2d');
  const detours = convolutions.map(([name, op, ...inputs]) => ({ name: `${op.kind} ${name}`, op, inputs }));
  test.each(detours)('$name has the same value and gradients by its detour', async ({ op, inputs }) => {
    for (const training of [true, false]) {
      await tf.setBackend('cpu');
      const expected = eagerOp(tf, { op, inputs }, training);
      for (const values of [eagerOp(tf, { op, inputs, detoured: true }, training), graphOp(tf, { op, inputs, detoured: true }, training)]) {
        for (const name of Object.keys(expected)) {
          expect(relativeError(expected[name], values[name]), `${name}, training ${training}`).toBeLessThan(1e-5);
        }
      }
    }
  });
});
