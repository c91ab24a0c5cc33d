import { NonFiniteLossError } from '@isoflop/runtime';
import type { Checkpoints } from './checkpoint/checkpoints.js';
import { epochOrder } from './data/batch.js';
import type { PreparedDataset } from './data/prepare.js';
import type { Engine, Step } from './engines/engine.js';
import { DivergedError } from './errors.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { EpochMetrics, TrainJob } from './job.js';
import { learningRateAt } from './recipes/schedule.js';
import { reestimateNorms } from './reestimate-norms.js';
import { BEGINNING, NOTHING_WITHIN, type TrainingPosition } from './training-position.js';

/** What the loop works on. */
export interface TrainingSetup {
  readonly engine: Engine;
  readonly data: PreparedDataset;
  readonly job: Pick<TrainJob, 'recipe' | 'epochs' | 'seed'>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Runs after every call of the engine: lets the process answer messages, and throws to stop. */
  readonly pause: () => Promise<void>;
  readonly onEpoch: (metrics: EpochMetrics) => void;
  readonly checkpoints?: Pick<Checkpoints, 'due' | 'write'>;
}

/**
 * Trains in place from `start` on until epoch `until` and returns one entry per epoch, those before it included. Throws a DivergedError when a loss is not
 * finite.
 */
export async function runEpochs(
  setup: TrainingSetup,
  start: TrainingPosition = BEGINNING,
  until = setup.job.epochs,
): Promise<EpochMetrics[]> {
  const { engine, data, job, now } = setup;
  const { batch, normImages } = job.recipe;
  const history = [...start.epochs];
  while (history.length < until) {
    const epoch = history.length + 1;
    const within = history.length === start.epochs.length ? start.within : NOTHING_WITHIN;
    const started = now() - within.seconds * 1000;
    const { trainLoss, learningRate } = await runEpoch(setup, { epochs: [...history], within }, started);
    if (epoch === job.epochs && normImages !== undefined) {
      await reestimateNorms(engine, data.train, { images: normImages, batch: Math.min(batch, data.train.count) }, setup.pause);
    }
    const trained = now();
    const validation = await evaluate(engine, data.validation, setup.pause);
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
    await setup.checkpoints?.write(engine, { epochs: history, within: NOTHING_WITHIN });
    setup.onEpoch(metrics);
  }
  return history;
}

/** Whole batches only, so that every step sees the same number of images; what is left over differs from epoch to epoch. */
export function stepsPerEpoch({ data, job }: Pick<TrainingSetup, 'data' | 'job'>): number {
  return Math.max(1, Math.floor(data.train.count / job.recipe.batch));
}

/** Trains the epoch after those of `start`, or what is left of it. `started` is the time at which it would have begun. */
async function runEpoch(setup: TrainingSetup, { epochs, within }: TrainingPosition, started: number) {
  const { engine, checkpoints, now } = setup;
  const epoch = epochs.length + 1;
  const steps = epochSteps(setup, epoch);
  let { lossSum, steps: done } = within;
  while (done < steps.length) {
    const next = steps.slice(done, done + engine.stepsPerCall);
    engine.expect(steps.slice(done, done + 2 * next.length));
    lossSum += await engine.train(next).catch((error: unknown) => {
      if (error instanceof NonFiniteLossError) throw new DivergedError(epoch, done + error.stepsDone + 1, error.loss);
      throw error;
    });
    done += next.length;
    await setup.pause();
    if (checkpoints?.due())
      await checkpoints.write(engine, { epochs, within: { steps: done, lossSum, seconds: (now() - started) / 1000 } });
  }
  return { trainLoss: lossSum / steps.length, learningRate: steps[steps.length - 1].learningRate };
}

/** The batches of one epoch and their learning rates. */
function epochSteps(setup: TrainingSetup, epoch: number): Step[] {
  const { data, job } = setup;
  const { batch, schedule } = job.recipe;
  const count = stepsPerEpoch(setup);
  const order = epochOrder(data.train.count, job.seed, epoch);
  return Array.from({ length: count }, (_, index) => {
    const number = (epoch - 1) * count + index;
    const learningRate = learningRateAt(schedule, number, count, job.epochs * count);
    return { images: order.subarray(index * batch, (index + 1) * batch), epoch, number, learningRate };
  });
}

function checkFinite({ loss }: Evaluation, epoch: number, step: number): void {
  if (!Number.isFinite(loss)) throw new DivergedError(epoch, step, loss);
}
