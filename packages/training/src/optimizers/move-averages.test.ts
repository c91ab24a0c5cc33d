import { openBackend } from '@isoflop/runtime';
import { expect, it } from 'vitest';
import { moveAverages } from './move-averages.js';

const { tf } = await openBackend('plain');
const variableOf = (name: string, values: number[]) => ({ name, trainable: true, variable: tf.variable(tf.tensor1d(values)) });

it('moves averages by 1 - min(decay, (1 + step) / (10 + step)) of the way', () => {
  const [average, value] = [variableOf('average', [2, -4]), variableOf('value', [0, 0])];
  const expected = [2, -4];
  for (let step = 0; step < 6; step++) {
    const next = [step, 10 - step];
    value.variable.assign(tf.tensor1d(next));
    moveAverages(tf, [average], [value], step, 0.3);
    const kept = Math.min(0.3, (1 + step) / (10 + step));
    expected.forEach((old, i) => {
      expected[i] = kept * old + (1 - kept) * next[i];
    });
    [...average.variable.dataSync()].forEach((got, i) => {
      expect(got).toBeCloseTo(expected[i], 5);
    });
  }
});

it('forgets the initial weights within a few steps, which a fixed 0.9999 would keep for thousands', () => {
  const [average, value] = [variableOf('average', [1]), variableOf('value', [0])];
  for (let step = 0; step < 20; step++) moveAverages(tf, [average], [value], step, 0.9999);
  expect(average.variable.dataSync()[0]).toBeLessThan(1e-6);
});
