/** The learning rate from step to step. */
export type Schedule = CosineSchedule | ExponentialSchedule;

interface Warmup {
  readonly peakLearningRate: number;
  /** Linear rise to the peak over this many epochs; never more than a fifth of all steps. */
  readonly warmupEpochs: number;
  /** Length in epochs of the run that the other numbers of epochs are meant for: theirs shrink or grow with the run. Absent: they are as they stand. */
  readonly publishedEpochs?: number;
}

/** Half a cosine from the peak to the final rate (Loshchilov and Hutter 2017, equation 5, one period). */
export interface CosineSchedule extends Warmup {
  readonly kind: 'cosine';
  readonly finalLearningRate: number;
}

/** Steps down to `factor` of itself every so many epochs, counted from the first step, as TensorFlow's staircase decay. */
export interface ExponentialSchedule extends Warmup {
  readonly kind: 'exponential';
  readonly factor: number;
  readonly everyEpochs: number;
}

/** Steps of linear warm-up: what the recipe asks for, but at most a fifth of the run, so that a one-epoch run also gets to train. */
export function warmupSteps({ warmupEpochs, publishedEpochs }: Schedule, stepsPerEpoch: number, totalSteps: number): number {
  const steps = stepsOf(warmupEpochs, publishedEpochs, stepsPerEpoch, totalSteps);
  return Math.min(Math.round(steps), Math.floor(totalSteps / 5));
}

/** Learning rate of `step`, from 0: linear to the peak, then by the schedule, which reaches its end with the step after the last one. */
export function learningRateAt(schedule: Schedule, step: number, stepsPerEpoch: number, totalSteps: number): number {
  const { peakLearningRate, publishedEpochs } = schedule;
  const warmup = warmupSteps(schedule, stepsPerEpoch, totalSteps);
  if (step < warmup) return (peakLearningRate * (step + 1)) / (warmup + 1);
  if (schedule.kind === 'exponential') {
    const { factor, everyEpochs } = schedule;
    return peakLearningRate * factor ** Math.floor(step / stepsOf(everyEpochs, publishedEpochs, stepsPerEpoch, totalSteps));
  }
  const { finalLearningRate } = schedule;
  const progress = (step - warmup) / (totalSteps - warmup);
  return finalLearningRate + ((peakLearningRate - finalLearningRate) * (1 + Math.cos(Math.PI * progress))) / 2;
}

function stepsOf(epochs: number, publishedEpochs: number | undefined, stepsPerEpoch: number, totalSteps: number): number {
  return publishedEpochs === undefined ? epochs * stepsPerEpoch : (epochs / publishedEpochs) * totalSteps;
}

/** The same schedule at `factor` of its learning rates. */
export function scaledSchedule(schedule: Schedule, factor: number): Schedule {
  const scaled = { ...schedule, peakLearningRate: schedule.peakLearningRate * factor };
  return scaled.kind === 'cosine' ? { ...scaled, finalLearningRate: scaled.finalLearningRate * factor } : scaled;
}
