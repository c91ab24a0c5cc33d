export type { CheckpointOptions } from './checkpoint/checkpoints.js';
export { type Augment, checkAugment } from './data/augment.js';
export type { LabelledBatch } from './data/augmentations/mixup.js';
export { augmentedBatch, type BatchSource } from './data/augmented-batch.js';
export { cacheFolder } from './data/cache.js';
export { type Dataset, DatasetError, type ImageSplit, type SkippedImages } from './data/dataset.js';
export { encodeIdx } from './data/encode-idx.js';
export { type DatasetFacts, type DatasetRequest, knownDatasets, type OpenDatasetOptions, openDataset } from './data/open-dataset.js';
export type { PreparedDataset } from './data/prepare.js';
export type { Subset } from './data/split.js';
export { DevicePool, visibleDevices } from './devices.js';
export type { Engine, EngineName, Step } from './engines/engine.js';
export { openEngine } from './engines/open-engine.js';
export { DivergedError, TrainingError, type TrainingFailure } from './errors.js';
export type { ChannelStatistics, EpochMetrics, TrainJob, TrainResult } from './job.js';
export { type BatchLatency, type Latency, type LatencyOptions, measureLatency } from './latency/measure-latency.js';
export { networkLatency } from './latency/network-latency.js';
export type { Recipe } from './recipes/recipe.js';
export { type RecipeChanges, recipeNamed, recipes, recipeWith } from './recipes/recipes.js';
export { imageShares } from './resolution-stages.js';
export { type RunInProcessOptions, runInProcess } from './run-in-process.js';
export { type LostTry, type RetriedResult, runWithRetries, withHalfTheBatch } from './run-with-retries.js';
export { type TrainOptions, trainCandidate } from './train.js';
export { parseWeights, readWeights, type WeightsFile, writeWeights } from './weights-file.js';

export { workerEnvironment } from './worker-environment.js';

export { type ZeroCostScores, zeroCostScores } from './zero-cost/zero-cost-scores.js';
