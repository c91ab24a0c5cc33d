import type { BatchSource } from '../data/augmented-batch.js';
import { normalizationTable } from '../data/batch.js';
import { type BatchMaker, inThisThread, isCostly } from '../data/batches/batch-maker.js';
import { inAThread } from '../data/batches/in-a-thread.js';
import type { EngineOptions } from './engine-options.js';

/** What makes the batches of a run: a thread of its own where augmentation costs enough. */
export function batchesOf({ data, recipe, seed }: EngineOptions): BatchMaker {
  const source: BatchSource = {
    split: data.train,
    size: { height: data.height, width: data.width, channels: data.channels },
    classes: data.classes.length,
    table: normalizationTable(data.normalization),
    augment: recipe.augment,
    labelSmoothing: recipe.labelSmoothing,
    seed,
  };
  return isCostly(recipe.augment) ? inAThread(source) : inThisThread(source);
}
