import type { Recipe } from './recipes/recipe.js';

/** Steps of linear warm-up: what the recipe asks for, but at most a fifth of the run, so that a one-epoch run also gets to train. */
export function warmupSteps(schedule: Recipe['schedule'], stepsPerEpoch: number, totalSteps: number): number {
  return Math.min(Math.round(schedule.warmupEpochs * stepsPerEpoch), Math.floor(totalSteps / 5));
}

/**
 * Learning rate of `step`, from 0: linear to the peak, then half a cosine from the peak to the final rate, which the step after the last
 * one would have (Loshchilov and Hutter 2017, equation 5, one period).
 */
export function learningRateAt(schedule: Recipe['schedule'], step: number, stepsPerEpoch: number, totalSteps: number): number {
  const { peakLearningRate, finalLearningRate } = schedule;
  const warmup = warmupSteps(schedule, stepsPerEpoch, totalSteps);
  if (step < warmup) return (peakLearningRate * (step + 1)) / (warmup + 1);
  const progress = (step - warmup) / (totalSteps - warmup);
  return finalLearningRate + ((peakLearningRate - finalLearningRate) * (1 + Math.cos(Math.PI * progress))) / 2;
}
