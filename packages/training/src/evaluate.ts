import type { Model, TensorFlow } from '@isoflop/runtime';
import { UNCHANGED } from './data/augment.js';
import { imageBatch, type NormalizationTable } from './data/batch.js';
import type { ImageSplit } from './data/dataset.js';

/** Share of images whose largest logit is their label's, and mean cross-entropy in nats without label smoothing. */
export interface Evaluation {
  readonly accuracy: number;
  readonly loss: number;
}

const BATCH = 250;

/**
 * Measures a model on a split, in inference mode and without augmentation. `pause` runs between batches: it lets the process answer
 * and throws to stop.
 */
export async function evaluate(
  tf: TensorFlow,
  model: Model,
  split: ImageSplit,
  table: NormalizationTable,
  pause: () => Promise<void>,
): Promise<Evaluation> {
  const [height, width, channels] = model.input;
  let right = 0;
  let loss = 0;
  for (let start = 0; start < split.count; start += BATCH) {
    const indices = Int32Array.from({ length: Math.min(BATCH, split.count - start) }, (_, i) => start + i);
    const images = imageBatch(split, indices, { height, width, channels }, table, () => UNCHANGED);
    const logits = tf.tidy(() => model.forward(tf.tensor4d(images, [indices.length, height, width, channels]), { training: false }));
    const values = await logits.data();
    logits.dispose();
    for (const [row, index] of indices.entries()) {
      const outcome = score(values.subarray(row * model.classes, (row + 1) * model.classes) as Float32Array, split.labels[index]);
      if (outcome.right) right++;
      loss += outcome.loss;
    }
    await pause();
  }
  return { accuracy: right / split.count, loss: loss / split.count };
}

/** One image's logits against its label. Logits that are all alike must not count as right for the first class, so a tie is wrong. */
function score(logits: Float32Array, label: number): { right: boolean; loss: number } {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const right = logits[label] === most && logits.indexOf(most) === logits.lastIndexOf(most);
  return { right, loss: most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0)) - logits[label] };
}
