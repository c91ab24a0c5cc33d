import type { Augment } from '../data/augment.js';
import { efficientnet, mobilenetv2, regnetPlain } from './published.js';
import type { Recipe } from './recipe.js';

/**
 * For a few short epochs on small images: enough to rank candidates in minutes on a CPU. SGD with Nesterov momentum and a cosine schedule
 * (Loshchilov and Hutter 2017). It does not augment: in 3 epochs a network sees each image three times and has no time to overfit, and on 6,000
 * images of Fashion-MNIST flips cost about one point of accuracy and shifts of up to two pixels four to five more (two seeds).
 */
const quick: Recipe = {
  name: 'quick',
  batch: 64,
  optimizer: { kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: 'cosine', peakLearningRate: 0.2, finalLearningRate: 0, warmupEpochs: 1 },
  batchNormMomentum: 0.9,
  labelSmoothing: 0.1,
  augment: { horizontalFlip: false, shift: 0 },
};

/** `quick` with flips and small shifts, for runs of ten epochs and more, where networks would otherwise learn the images by heart. */
const standard: Recipe = { ...quick, name: 'standard', augment: { horizontalFlip: true, shift: 0.07 } };

/**
 * For a dozen epochs and more on all images of a small data set: `quick` with flips, crops two pixels about on 28, and stochastic depth left to the
 * architecture. What it reaches on Fashion-MNIST is in docs/training.md.
 */
const thorough: Recipe = { ...quick, name: 'thorough', augment: { horizontalFlip: true, shift: 0, paddedCrop: 1 / 14 } };

/** Every recipe by name. */
export const recipes = { quick, standard, thorough, efficientnet, mobilenetv2, 'regnet-plain': regnetPlain } as const satisfies Record<
  string,
  Recipe
>;

/** Fields of a recipe to replace; those of `augment` one by one. */
export type RecipeChanges = Partial<Omit<Recipe, 'name' | 'augment'>> & { readonly augment?: Partial<Augment> };

/** The recipe with some of its fields replaced; its name says so. */
export function recipeWith(recipe: Recipe, changes: RecipeChanges): Recipe {
  return { ...recipe, ...changes, name: `${recipe.name}, changed`, augment: { ...recipe.augment, ...changes.augment } };
}

/** The recipe of that name; the error lists the known ones. */
export function recipeNamed(name: string): Recipe {
  if (!Object.hasOwn(recipes, name)) {
    throw new Error(`recipe: must be one of ${Object.keys(recipes).join(', ')}, got ${JSON.stringify(name)}`);
  }
  return recipes[name as keyof typeof recipes];
}
