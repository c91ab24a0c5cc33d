import { lower } from '@isoflop/blocks';
import { type BackendName, buildModel, type NamedWeights, type OpenedBackend, openBackend } from '@isoflop/runtime';
import { normalizationTable } from './data/batch.js';
import { openDataset } from './data/open-dataset.js';
import { type PreparedDataset, prepareDataset } from './data/prepare.js';
import { TrainingError } from './errors.js';
import { evaluate } from './evaluate.js';
import type { EpochMetrics, TrainJob, TrainResult } from './job.js';
import { runEpochs, stepsPerEpoch, type TrainingSetup } from './training-loop.js';

export interface TrainOptions {
  readonly onEpoch?: (metrics: EpochMetrics) => void;
  /** Gets one line for each thing that people may want to know: where data was found, which backends were passed over. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  /** A backend that is open already, instead of opening the job's; for several jobs in one process. */
  readonly backend?: OpenedBackend;
  /** Called after every step; may throw to stop. */
  readonly onStep?: () => void;
}

/**
 * Trains one candidate in this process. Same job and backend, same curve. Throws a DivergedError when the loss is not finite, a TrainingError
 * with reason 'bad-job' when network and data do not fit, a DatasetError when the data cannot be had, and the signal's reason when aborted.
 */
export async function trainCandidate(
  job: TrainJob,
  options: TrainOptions = {},
): Promise<{ readonly result: TrainResult; readonly weights: readonly NamedWeights[] }> {
  const { signal, log = () => {}, now = () => performance.now() } = options;
  checkJob(job);
  const { name, ...request } = job.dataset;
  const dataset = await openDataset(name, { ...request, log, ...(signal ? { signal } : {}) });
  const data = prepareDataset(dataset, job.architecture.input);
  const { tf, backend, verdicts } = options.backend ?? (await openBackend(job.backend));
  for (const verdict of verdicts) if (!verdict.available) log(`backend ${verdict.backend}: ${verdict.reason}`);
  const model = buildModel(tf, lower(withRecipe(job)), { seed: job.seed });
  try {
    checkClasses(job, model.classes, data);
    const pause = async () => {
      await new Promise(setImmediate);
      signal?.throwIfAborted();
      options.onStep?.();
    };
    const setup: TrainingSetup = { tf, model, data, job, now, pause, onEpoch: options.onEpoch ?? (() => {}) };
    const epochs = await runEpochs(setup);
    const test = job.measureTest ? await evaluate(tf, model, data.test, normalizationTable(data.normalization), pause) : undefined;
    return { result: { ...summary(setup, epochs, backend), ...(test ? { test } : {}) }, weights: model.weights() };
  } finally {
    model.dispose();
  }
}

/** Short runs see few steps: running averages with a long memory would still hold their initial values when they are first used. */
function withRecipe({ architecture, recipe }: TrainJob): TrainJob['architecture'] {
  const momentum = Math.min(architecture.batchNorm.momentum, recipe.batchNormMomentum);
  return { ...architecture, batchNorm: { ...architecture.batchNorm, momentum } };
}

function summary({ data, job, ...setup }: TrainingSetup, epochs: readonly EpochMetrics[], backend: BackendName): TrainResult {
  const last = epochs[epochs.length - 1];
  const images = epochs.length * stepsPerEpoch({ data, job }) * Math.min(job.recipe.batch, data.train.count);
  const trainSeconds = epochs.reduce((sum, epoch) => sum + epoch.trainSeconds, 0);
  return {
    accuracy: last.validationAccuracy,
    loss: last.validationLoss,
    epochs,
    params: setup.model.countParams(),
    imagesPerSecond: images / trainSeconds,
    trainSeconds: trainSeconds + epochs.reduce((sum, epoch) => sum + epoch.validationSeconds, 0),
    backend,
    dataset: { name: data.name, train: data.train.count, validation: data.validation.count, test: data.test.count },
    normalization: data.normalization,
  };
}

function checkJob({ epochs, recipe }: TrainJob): void {
  const positive = { epochs, 'recipe batch': recipe.batch };
  for (const [what, value] of Object.entries(positive)) {
    if (!Number.isInteger(value) || value < 1)
      throw new TrainingError('bad-job', `train: ${what} must be an integer of at least 1, got ${value}`);
  }
}

function checkClasses(job: TrainJob, classes: number, data: PreparedDataset): void {
  if (classes === data.classes.length) return;
  throw new TrainingError(
    'bad-job',
    `train: ${job.architecture.name} must end in ${data.classes.length} classes for the data set ${data.name}, got ${classes}; change its classifier`,
  );
}
