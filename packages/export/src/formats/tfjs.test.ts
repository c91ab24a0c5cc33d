import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo } from '@isoflop/blocks';
import { expect, it } from 'vitest';
import { exportModel } from '../export-model.js';
import { drawnExportable } from '../testing/agreement.js';

it('a layers model read from its files trains on: the loss falls, weights change and running averages move', async () => {
  const exportable = await drawnExportable(zoo('mobilenet_v2', { width: 0.35, resolution: 32, classes: 4 }), 1);
  const { tf } = exportable;
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-tfjs-'));
  try {
    await exportModel(exportable, ['tfjs'], folder, false);
    const { weightsManifest, ...description } = JSON.parse(await readFile(join(folder, 'tfjs/model.json'), 'utf8'));
    const weightData = new Uint8Array(await readFile(join(folder, 'tfjs/weights.bin'))).buffer;
    const model = await tf.loadLayersModel(tf.io.fromMemory({ ...description, weightSpecs: weightsManifest[0].weights, weightData }));
    const values = () => model.getWeights().map((weight) => weight.dataSync());
    const before = values();
    const x = tf.randomNormal([16, 32, 32, 3], 0, 1, 'float32', 1);
    const y = tf.oneHot(
      Array.from({ length: 16 }, (_, i) => i % 4),
      4,
    );
    model.compile({ optimizer: tf.train.adam(0.003), loss: (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits) });
    const { history } = await model.fit(x, y, { epochs: 6, batchSize: 16, shuffle: false });
    expect(history.loss[5]).toBeLessThan(0.7 * (history.loss[0] as number));
    const after = values();
    const unchanged = model.weights.filter((_, i) => after[i].every((value, at) => value === before[i][at]));
    expect(unchanged.map(({ name }) => name)).toEqual([]);
    tf.dispose([x, y]);
    model.dispose();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
