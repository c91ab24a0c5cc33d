import type { Observation } from '../trial.js';

/** The first objective's loss at a step, or at the last step before it; undefined before the first report. */
export function lossAt({ reports }: Observation, step: number): number | undefined {
  let loss: number | undefined;
  for (const report of reports) {
    if (report.step > step) break;
    loss = report.losses[0];
  }
  return loss;
}
