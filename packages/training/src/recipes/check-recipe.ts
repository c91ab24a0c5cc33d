import { checkAugment } from '../data/augment.js';
import { TrainingError } from '../errors.js';
import type { Recipe } from './recipe.js';

/** Throws a TrainingError, or the DatasetError of `checkAugment`, that names the first value out of its range. */
export function checkRecipe(recipe: Recipe): void {
  const { batch, schedule, labelSmoothing, averageDecay = 0, clipNorm = 1, dropout = 0, stochasticDepth = 0, progressive } = recipe;
  whole('batch', batch);
  const everyEpochs = schedule.kind === 'exponential' ? schedule.everyEpochs : 1;
  const above = { 'schedule.peakLearningRate': schedule.peakLearningRate, 'schedule.everyEpochs': everyEpochs, clipNorm };
  for (const [name, value] of Object.entries(above)) require(value > 0 && Number.isFinite(value), name, 'a number above 0', value);
  require(schedule.warmupEpochs >= 0, 'schedule.warmupEpochs', 'at least 0', schedule.warmupEpochs);
  require(labelSmoothing >= 0 && labelSmoothing <= 1, 'labelSmoothing', 'from 0 to 1', labelSmoothing);
  const shares = { averageDecay, dropout, stochasticDepth };
  for (const [name, value] of Object.entries(shares)) require(value >= 0 && value < 1, name, 'from 0 to 1, without 1', value);
  if (recipe.normImages !== undefined) whole('normImages', recipe.normImages);
  if (progressive) {
    whole('progressive.stages', progressive.stages);
    require(progressive.from > 0 && progressive.from <= 1, 'progressive.from', 'above 0 and at most 1', progressive.from);
  }
  checkAugment(recipe.augment);

  function whole(name: string, value: number): void {
    require(Number.isInteger(value) && value >= 1, name, 'an integer of at least 1', value);
  }
  function require(holds: boolean, name: string, rule: string, value: number): void {
    if (!holds) throw new TrainingError('bad-job', `recipe ${recipe.name}: ${name} must be ${rule}, got ${value}`);
  }
}
