import { dirname, join } from 'node:path';
import type { Format } from '../format.js';
import { savedModel } from '../graph-model/saved-model.js';
import { answersOf, largestOf } from '../python/compare.js';
import { TENSORFLOW } from '../tensorflow/check.js';

const PATH = 'savedmodel/saved_model.pb';

/** A TensorFlow SavedModel for inference, of any batch size. */
export const savedmodel: Format = {
  holdsWeights: true,
  use: "TensorFlow, for inference only: `tf.saved_model.load('savedmodel').signatures['serving_default'](images=x)['logits']`, images [batch, height, width, channels].",
  tolerance: 1e-4,
  write: async ({ graph, weights }) => [{ path: PATH, content: savedModel(graph, weights) }],
  async verify(_exportable, { folder }, probes) {
    const answered = await answersOf(TENSORFLOW, { task: 'savedmodel', path: join(folder, dirname(PATH)) }, probes);
    if (!answered) return { verified: false, reason: TENSORFLOW.missing };
    return { verified: true, maxAbsError: largestOf(probes, answered.logits), by: answered.by };
  },
};
