import { readFileSync } from 'node:fs';
import { parseExperiment } from '@isoflop/search-space';
import { recipes } from '@isoflop/training';
import { expect, it } from 'vitest';
import { recipeOf, trainingSettingsOf } from './train-evaluator.js';

const page = readFileSync(new URL('../../../../docs/training.md', import.meta.url), 'utf8');

it('docs/training.md lists every recipe', () => {
  const listed = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (?:SGD|TensorFlow|as `quick`)/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(Object.keys(recipes).sort());
});

it('has an example that can be run as it stands', () => {
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const experiment = parseExperiment(example, 'recipes.yaml');
  expect(recipeOf(trainingSettingsOf(experiment, false))).toMatchObject({ batch: 64, averageDecay: 0.999, clipNorm: 5 });
  expect(recipeOf(trainingSettingsOf(experiment, true))).toBe(recipes.thorough);
});
