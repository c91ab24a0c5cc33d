import { GraphBuilder, type Op } from '@isoflop/blocks';
import { expect, test } from 'vitest';
import { inferenceFusions } from './inference-fusions.js';

const CONV: Op = { kind: 'conv2d', filters: 3, kernel: [3, 3], stride: [1, 1], padding: 'same', dilation: [1, 1], groups: 1, bias: false };
const NORM: Op = { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: true, center: true };
const RELU: Op = { kind: 'activation', function: 'relu' };

test('a layer takes the norm and the activation behind it, as far as nothing else reads what lies between', () => {
  const builder = new GraphBuilder([4, 4, 3]);
  const add = (name: string, op: Op, ...inputs: number[]) => builder.add(name, op, inputs);
  const whole = add('whole', CONV, 0);
  const wholeNorm = add('whole/norm', NORM, whole);
  const wholeEnd = add('whole/end', RELU, wholeNorm);
  const bare = add('bare', CONV, wholeEnd);
  const bareEnd = add('bare/end', RELU, bare);
  // Read before the activation, too.
  const read = add('read', CONV, bareEnd);
  const readNorm = add('read/norm', NORM, read);
  const readEnd = add('read/end', RELU, readNorm);
  const sum = add('sum', { kind: 'add' }, readEnd, readNorm);
  const shared = add('shared', CONV, sum);
  const sharedNorm = add('shared/norm', NORM, shared);
  add('last', { kind: 'add' }, shared, sharedNorm);
  expect(inferenceFusions(builder.build().nodes)).toEqual(
    new Map([
      [whole, { norm: wholeNorm, activation: wholeEnd }],
      [bare, { activation: bareEnd }],
      [read, { norm: readNorm }],
    ]),
  );
});
