import { type Graph, GraphBuilder } from '@isoflop/blocks';
import { buildModel, type TensorFlow } from '@isoflop/runtime';
import type { Tensor4D } from '@tensorflow/tfjs';

/** Functions that bend at or near 0, so that the sign of their input tells which piece an image is on; gates do not. */
const BENDS: ReadonlySet<string> = new Set(['relu', 'relu6', 'silu', 'hard-swish', 'gelu']);

/** The graph with all inputs of activations in one vector at its end. */
function withPreActivations({ nodes }: Graph): Graph {
  const [input] = nodes;
  const builder = new GraphBuilder(input.output, input.path);
  for (const { path, op, inputs } of nodes.slice(1)) builder.add(path, op, inputs);
  const vectors = nodes.flatMap(({ path, op, inputs }) =>
    op.kind === 'activation' && BENDS.has(op.function) ? [builder.add(`${path}/pre-activation`, { kind: 'flatten' }, inputs)] : [],
  );
  if (vectors.length === 0) throw new RangeError('naswot: the network must have activations, got none');
  if (vectors.length > 1) builder.add('pre-activations', { kind: 'concat' }, vectors);
  return builder.build();
}

/**
 * NASWOT (Mellor et al. 2021, arXiv:2006.04647): log |det K|, where K_ij is the number of activations that images i and j find on the same side
 * of 0 in the untrained network. Higher when the network tells the images apart; -Infinity when it cannot tell two of them apart. Images are
 * [batch, height, width, channels]; normalisation uses the batch's statistics.
 */
export function naswot(tf: TensorFlow, graph: Graph, images: Tensor4D, { seed }: { readonly seed: number }): number {
  const model = buildModel(tf, withPreActivations(graph), { seed });
  try {
    const agreements = tf.tidy(() => {
      const positive = tf.cast(tf.greater(model.forward(images, { training: true, step: 0 }), 0), 'float32');
      const negative = tf.sub(1, positive);
      return tf.add(tf.matMul(positive, positive, false, true), tf.matMul(negative, negative, false, true)).dataSync();
    });
    return logAbsoluteDeterminant(Float64Array.from(agreements), images.shape[0]);
  } finally {
    model.dispose();
  }
}

/** Gaussian elimination with row pivots on [size, size] values, which are overwritten. */
export function logAbsoluteDeterminant(matrix: Float64Array, size: number): number {
  let log = 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row * size + column]) > Math.abs(matrix[pivot * size + column])) pivot = row;
    }
    log += Math.log(Math.abs(matrix[pivot * size + column]));
    if (log === Number.NEGATIVE_INFINITY) return log;
    for (let i = 0; i < size; i++) {
      const kept = matrix[column * size + i];
      matrix[column * size + i] = matrix[pivot * size + i];
      matrix[pivot * size + i] = kept;
    }
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row * size + column] / matrix[column * size + column];
      for (let i = column; i < size; i++) matrix[row * size + i] -= factor * matrix[column * size + i];
    }
  }
  return log;
}
