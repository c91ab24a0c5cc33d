import type { Graph } from '@isoflop/blocks';
import type { TensorFlow } from '@isoflop/runtime';
import { UNCHANGED } from '../data/augment.js';
import { imageBatch, normalizationTable, targetBatch } from '../data/batch.js';
import type { PreparedDataset } from '../data/prepare.js';
import type { TrainJob } from '../job.js';
import { type ZeroCostScores, zeroCostScores } from './zero-cost-scores.js';

const IMAGES = 64;

/** Scores of a network on its first training images, without augmentation and with the initial weights of its run. */
export function scoresBeforeTraining(
  tf: TensorFlow,
  graph: Graph,
  data: PreparedDataset,
  { recipe, seed }: Pick<TrainJob, 'recipe' | 'seed'>,
): ZeroCostScores {
  const count = Math.min(IMAGES, data.train.count);
  const { height, width, channels, classes, normalization } = data;
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  const pixels = imageBatch(data.train, indices, data, normalizationTable(normalization), () => UNCHANGED);
  const images = tf.tensor4d(pixels, [count, height, width, channels]);
  const targets = tf.tensor2d(targetBatch(data.train, indices, classes.length, recipe.labelSmoothing), [count, classes.length]);
  try {
    return zeroCostScores(tf, graph, { images, targets }, { seed });
  } finally {
    tf.dispose([images, targets]);
  }
}
