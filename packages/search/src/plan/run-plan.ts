import { type SessionOptions, withStudy } from '../study-session.js';
import type { DoneTrials, Plan } from './plan.js';
import { StoredPlan } from './stored-plan.js';

/** How a plan ended. */
export interface PlanResult {
  readonly interrupted: boolean;
  /** Whether every round was trained; otherwise a limit was reached or the run interrupted, and resuming goes on. */
  readonly isComplete: boolean;
  readonly done: DoneTrials;
}

/**
 * Trains what a plan asks for, as a study: every trial is in the store before it starts, a failed one is a result, and resuming trains only what is
 * left. Throws as `withStudy` does.
 */
export async function runPlan(options: SessionOptions, plan: Plan): Promise<PlanResult> {
  const { experiment, store } = options;
  let isComplete = false;
  const interrupted = await withStudy(options, async ({ meter, signal, run }) => {
    const study = run();
    while (!study.stopped && !signal.aborted) {
      const trials = await StoredPlan.read(store, experiment.name);
      const round = plan(trials.done);
      const source = trials.source(round);
      isComplete = source.length === 0;
      if (isComplete) return;
      meter.plan(source.length, experiment.training.epochs);
      await study.toEnd(source);
    }
  });
  return { interrupted, isComplete, done: (await StoredPlan.read(store, experiment.name)).done };
}
