import { lower, zoo } from '@isoflop/blocks';
import { expect, it } from 'vitest';
import { buildModel } from '../eager/model.js';
import { wasmRung } from './wasm.js';

it('opens as often as asked, also at the same time, and computes afterwards', async () => {
  const [first, second] = await Promise.all([wasmRung.open(), wasmRung.open()]);
  const { tf } = await wasmRung.open();
  expect(first.tf).toBe(tf);
  expect(second.tf).toBe(tf);
  const model = buildModel(tf, lower(zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 4 })), { seed: 1 });
  const images = tf.zeros<(typeof tf)['Rank']['R4']>([2, 32, 32, 3]);
  const logits = tf.tidy(() => model.forward(images, { training: true, step: 1 }).dataSync());
  expect(logits).toHaveLength(8);
  expect([...logits].every(Number.isFinite)).toBe(true);
});
