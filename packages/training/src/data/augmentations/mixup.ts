/** Images [count, imageValues] and target distributions [count, classes] of one batch. */
export interface LabelledBatch {
  readonly count: number;
  readonly images: Float32Array;
  readonly targets: Float32Array;
}

/**
 * Zhang et al. 2018 (arXiv:1710.09412): image i becomes lambda · image i + (1 - lambda) · image partner[i], and its target likewise.
 * `partner` is a permutation of the batch.
 */
export function mixup({ count, images, targets }: LabelledBatch, partner: Int32Array, lambda: number): LabelledBatch {
  return { count, images: mixRows(images, count, partner, lambda), targets: mixRows(targets, count, partner, lambda) };
}

/** Row i becomes lambda · row i + (1 - lambda) · row partner[i]. */
export function mixRows(values: Float32Array, count: number, partner: Int32Array, lambda: number): Float32Array {
  const row = values.length / count;
  const out = new Float32Array(values.length);
  for (let i = 0; i < count; i++) {
    const other = partner[i] * row;
    for (let j = 0; j < row; j++) out[i * row + j] = lambda * values[i * row + j] + (1 - lambda) * values[other + j];
  }
  return out;
}
