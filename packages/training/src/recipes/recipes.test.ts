import { expect, it } from 'vitest';
import { checkRecipe } from './check-recipe.js';
import { recipeNamed, recipes } from './recipes.js';

it('finds every recipe under the name that it carries', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    expect(recipe.name).toBe(name);
    expect(recipeNamed(name)).toBe(recipe);
  }
});

it('refuses an unknown name and lists the known ones', () => {
  expect(() => recipeNamed('slow')).toThrow(
    'recipe: must be one of quick, standard, thorough, efficientnet, mobilenetv2, regnet-plain, got "slow"',
  );
  expect(() => recipeNamed('toString')).toThrow('got "toString"');
});

it('has only recipes that can be trained', () => {
  for (const recipe of Object.values(recipes)) expect(() => checkRecipe(recipe)).not.toThrow();
});

it.each([
  [{ clipNorm: 0 }, 'recipe quick: clipNorm must be a number above 0, got 0'],
  [{ batch: 1.5 }, 'recipe quick: batch must be an integer of at least 1, got 1.5'],
  [{ averageDecay: 1 }, 'recipe quick: averageDecay must be from 0 to 1, without 1, got 1'],
  [{ progressive: { from: 0, stages: 2 } }, 'recipe quick: progressive.from must be above 0 and at most 1, got 0'],
  [{ augment: { horizontalFlip: true, shift: 2 } }, 'augment: shift must be from 0 to 1, got 2'],
])('refuses %j', (change, message) => {
  expect(() => checkRecipe({ ...recipes.quick, ...change })).toThrow(message);
});
