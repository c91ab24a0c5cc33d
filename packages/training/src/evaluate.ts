import type { ImageSplit } from './data/dataset.js';
import type { Engine } from './engines/engine.js';

/** Share of images whose largest logit is their label's, and mean cross-entropy in nats without label smoothing. */
export interface Evaluation {
  readonly accuracy: number;
  readonly loss: number;
}

const BATCH = 250;

/**
 * Measures a network on a split, in inference mode and without augmentation. `pause` runs between batches: it lets the process answer
 * and throws to stop.
 */
export async function evaluate(
  engine: Pick<Engine, 'classes' | 'predict'>,
  split: ImageSplit,
  pause: () => Promise<void>,
): Promise<Evaluation> {
  const { classes } = engine;
  let right = 0;
  let loss = 0;
  for (let start = 0; start < split.count; start += BATCH) {
    const count = Math.min(BATCH, split.count - start);
    const logits = await engine.predict(split, start, count);
    for (let row = 0; row < count; row++) {
      const outcome = score(logits.subarray(row * classes, (row + 1) * classes), split.labels[start + row]);
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
