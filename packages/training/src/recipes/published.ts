import type { Recipe } from './recipe.js';

/** What a crop of another size and shape does for large photographs, a padded crop of the same size does for small images (He et al. 2016, section 4.2). */
const FLIP_AND_CROP = { horizontalFlip: true, shift: 0, paddedCrop: 0.125 } as const;

/**
 * Tan and Le 2019, section 5.2, with what its code adds: 0.016 per 256 images, warm-up and the averages' warm-up, epsilon 0.001. RandAugment, which
 * searches nothing, stands for AutoAugment.
 */
export const efficientnet: Recipe = {
  name: 'efficientnet',
  batch: 64,
  optimizer: { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1e-3, weightDecay: 1e-5 },
  schedule: { kind: 'exponential', peakLearningRate: 0.004, warmupEpochs: 5, factor: 0.97, everyEpochs: 2.4, publishedEpochs: 350 },
  batchNormMomentum: 0.99,
  labelSmoothing: 0.1,
  augment: { ...FLIP_AND_CROP, randAugment: { operations: 2, magnitude: 9 } },
  averageDecay: 0.9999,
  dropout: 0.2,
  stochasticDepth: 0.2,
};

/**
 * Sandler et al. 2018, section 6.1; epsilon, label smoothing, averages and dropout are those of the code that it was trained with (TF-Slim). The paper
 * does not say how long: 200 epochs, after which the rate is down to a fiftieth, are ours.
 */
export const mobilenetv2: Recipe = {
  name: 'mobilenetv2',
  batch: 96,
  optimizer: { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1, weightDecay: 4e-5 },
  schedule: { kind: 'exponential', peakLearningRate: 0.045, warmupEpochs: 0, factor: 0.98, everyEpochs: 1, publishedEpochs: 200 },
  batchNormMomentum: 0.99,
  labelSmoothing: 0.1,
  augment: FLIP_AND_CROP,
  averageDecay: 0.9999,
  dropout: 0.2,
};

/**
 * Radosavovic et al. 2020, with the numbers of its published configurations (pycls, configs/dds_baselines/regnetx: 0.2 per 256 images, 5 of 100 epochs to
 * warm up): no trick that favours one network over another.
 */
export const regnetPlain: Recipe = {
  name: 'regnet-plain',
  batch: 128,
  optimizer: { kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 5e-5 },
  schedule: { kind: 'cosine', peakLearningRate: 0.1, finalLearningRate: 0, warmupEpochs: 5, publishedEpochs: 100 },
  batchNormMomentum: 0.9,
  labelSmoothing: 0,
  augment: FLIP_AND_CROP,
};
