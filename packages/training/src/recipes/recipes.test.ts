import { expect, it } from 'vitest';
import { recipeNamed, recipes } from './recipes.js';

it('finds every recipe under the name that it carries', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    expect(recipe.name).toBe(name);
    expect(recipeNamed(name)).toBe(recipe);
  }
});

it('refuses an unknown name and lists the known ones', () => {
  expect(() => recipeNamed('slow')).toThrow('recipe: must be one of quick, standard, efficientnet, mobilenetv2, regnet-plain, got "slow"');
  expect(() => recipeNamed('toString')).toThrow('got "toString"');
});
