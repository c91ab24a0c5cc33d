import type { Model, TensorFlow } from '@isoflop/runtime';
import type { Scalar } from '@tensorflow/tfjs';
import { placementOf } from './data/augment.js';
import { epochOrder, imageBatch, type NormalizationTable, normalizationTable, targetBatch } from './data/batch.js';
import type { PreparedDataset } from './data/prepare.js';
import { DivergedError } from './errors.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { EpochMetrics, TrainJob } from './job.js';
import { crossEntropy } from './loss.js';
import { type Optimizer, sgdNesterov } from './optimizer.js';
import { learningRateAt } from './schedule.js';

/** What the loop works on. */
export interface TrainingSetup {
  readonly tf: TensorFlow;
  readonly model: Model;
  readonly data: PreparedDataset;
  readonly job: Pick<TrainJob, 'recipe' | 'epochs' | 'seed'>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Runs after every step: lets the process answer messages, and throws to stop. */
  readonly pause: () => Promise<void>;
  readonly onEpoch: (metrics: EpochMetrics) => void;
}

/** Trains in place and returns one entry per epoch. Throws a DivergedError when a loss is not finite. */
export async function runEpochs(setup: TrainingSetup): Promise<EpochMetrics[]> {
  const { tf, model, data, job, now } = setup;
  const { momentum, weightDecay } = job.recipe.optimizer;
  // Only kernels decay: batch normalisation undoes the scale of what comes before it, and biases are few (He et al. 2019, section 3).
  const optimizer = sgdNesterov(tf, model.variables, { momentum, weightDecay, decays: (name) => name.endsWith('/kernel') });
  const table = normalizationTable(data.normalization);
  const history: EpochMetrics[] = [];
  try {
    for (let epoch = 1; epoch <= job.epochs; epoch++) {
      const started = now();
      const { trainLoss, learningRate } = await runEpoch(setup, optimizer, table, epoch);
      const trained = now();
      const validation = await evaluate(tf, model, data.validation, table, setup.pause);
      checkFinite(validation, epoch, stepsPerEpoch(setup));
      const metrics: EpochMetrics = {
        epoch,
        epochs: job.epochs,
        trainLoss,
        validationLoss: validation.loss,
        validationAccuracy: validation.accuracy,
        learningRate,
        trainSeconds: (trained - started) / 1000,
        validationSeconds: (now() - trained) / 1000,
      };
      history.push(metrics);
      setup.onEpoch(metrics);
    }
  } finally {
    optimizer.dispose();
  }
  return history;
}

/** Whole batches only, so that every step sees the same number of images; what is left over differs from epoch to epoch. */
export function stepsPerEpoch({ data, job }: Pick<TrainingSetup, 'data' | 'job'>): number {
  return Math.max(1, Math.floor(data.train.count / job.recipe.batch));
}

async function runEpoch(setup: TrainingSetup, optimizer: Optimizer, table: NormalizationTable, epoch: number) {
  const { data, job } = setup;
  const steps = stepsPerEpoch(setup);
  const order = epochOrder(data.train.count, job.seed, epoch);
  let lossSum = 0;
  let learningRate = 0;
  for (let step = 0; step < steps; step++) {
    const globalStep = (epoch - 1) * steps + step;
    learningRate = learningRateAt(job.recipe.schedule, globalStep, steps, job.epochs * steps);
    const indices = order.subarray(step * job.recipe.batch, (step + 1) * job.recipe.batch);
    const loss = await runStep(setup, optimizer, table, { indices, epoch, globalStep, learningRate });
    if (!Number.isFinite(loss)) throw new DivergedError(epoch, step + 1, loss);
    lossSum += loss;
    await setup.pause();
  }
  return { trainLoss: lossSum / steps, learningRate };
}

interface Step {
  readonly indices: Int32Array;
  readonly epoch: number;
  readonly globalStep: number;
  readonly learningRate: number;
}

/** Forward, backward and update on one batch; returns the loss before the update. */
async function runStep(
  { tf, model, data, job }: TrainingSetup,
  optimizer: Optimizer,
  table: NormalizationTable,
  step: Step,
): Promise<number> {
  const { recipe, seed } = job;
  const { epoch, indices } = step;
  const pixels = imageBatch(data.train, indices, data, table, (index) => placementOf(recipe.augment, data, { seed, epoch, index }));
  const smoothed = targetBatch(data.train, indices, data.classes.length, recipe.labelSmoothing);
  const loss = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [indices.length, data.height, data.width, data.channels]);
    const targets = tf.tensor2d(smoothed, [indices.length, data.classes.length]);
    const objective = (): Scalar => crossEntropy(tf, targets, model.forward(images, { training: true, step: step.globalStep }));
    const { value, grads } = tf.variableGrads(objective, [...model.trainable]);
    optimizer.apply(grads, step.learningRate);
    return value;
  });
  const [value] = await loss.data();
  loss.dispose();
  return value;
}

function checkFinite({ loss }: Evaluation, epoch: number, step: number): void {
  if (!Number.isFinite(loss)) throw new DivergedError(epoch, step, loss);
}
