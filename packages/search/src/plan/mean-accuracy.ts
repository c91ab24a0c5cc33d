import type { DoneTrials, PlannedTrial } from './plan.js';

/** The mean validation accuracy of trainings of one network; undefined where one of them is not done or failed. */
export function meanAccuracy(planned: readonly PlannedTrial[], done: DoneTrials): number | undefined {
  let sum = 0;
  for (const trial of planned) {
    const accuracy = done(trial)?.accuracy ?? undefined;
    if (accuracy === undefined) return undefined;
    sum += accuracy;
  }
  return sum / planned.length;
}
