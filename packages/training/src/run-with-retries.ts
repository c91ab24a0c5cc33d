import { rm } from 'node:fs/promises';
import { TrainingError } from './errors.js';
import type { TrainJob, TrainResult } from './job.js';
import type { Recipe } from './recipes/recipe.js';
import { scaledSchedule } from './recipes/schedule.js';
import { type RunInProcessOptions, runInProcess } from './run-in-process.js';

/** How often a worker is started anew after somebody killed it. */
const KILLED_RETRIES = 2;

/** A try that was lost, in one line, and what was done about it. */
export interface LostTry {
  readonly reason: 'killed' | 'out-of-memory';
  readonly message: string;
}

export interface RetriedResult {
  readonly result: TrainResult;
  /** As it was used in the end. */
  readonly recipe: Recipe;
  readonly lost: readonly LostTry[];
}

/**
 * As `runInProcess`, but not every failure is the last word. A worker that was killed from outside goes on from its checkpoint, twice at most. A network
 * that needs more memory than there is gets half the batch, once.
 */
export async function runWithRetries(job: TrainJob, options: RunInProcessOptions): Promise<RetriedResult> {
  const lost: LostTry[] = [];
  let { recipe } = job;
  for (;;) {
    try {
      return { result: await runInProcess({ ...job, recipe }, options), recipe, lost };
    } catch (error) {
      const next = afterFailure(error, recipe, lost);
      if (!next) throw error;
      const { reason, message } = error as LostTry;
      lost.push({ reason, message });
      // What was trained with larger batches is of no use to smaller ones.
      if (next !== recipe && options.checkpoint) await rm(options.checkpoint.file, { force: true });
      const mend = next === recipe ? 'started again' : `started again with batches of ${next.batch}`;
      options.log?.(`${message}; ${mend}`);
      recipe = next;
    }
  }
}

/** The recipe of the next try; undefined where there is none. */
function afterFailure(error: unknown, recipe: Recipe, lost: readonly LostTry[]): Recipe | undefined {
  if (!(error instanceof TrainingError)) return undefined;
  const times = lost.filter(({ reason }) => reason === error.reason).length;
  if (error.reason === 'killed' && times < KILLED_RETRIES) return recipe;
  if (error.reason === 'out-of-memory' && times === 0 && recipe.batch > 1) return withHalfTheBatch(recipe);
  return undefined;
}

/** Half the images per step at half the learning rate (the linear scaling rule of Goyal et al. 2017, section 2.1). */
export function withHalfTheBatch(recipe: Recipe): Recipe {
  return { ...recipe, batch: Math.floor(recipe.batch / 2), schedule: scaledSchedule(recipe.schedule, 1 / 2) };
}
