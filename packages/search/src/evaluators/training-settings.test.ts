import { parseExperiment } from '@isoflop/search-space';
import { recipes } from '@isoflop/training';
import { expect, it } from 'vitest';
import { datasetOf, recipeOf, trainingSettingsOf } from './train-evaluator.js';

const text = `name: study
dataset: ./pictures
space: mbconv
budget: { macs: 1M }
search: { trials: 8, seed: 3 }
training:
  recipe: regnet-plain
  changes: { batch: 32, clipNorm: 1, augment: { paddedCrop: 0.25, mixup: { alpha: 0.2 } } }
  trainImages: 128
  imageSize: 64
  testFraction: 0.25
  strict: true
finalists: { epochs: 9, training: { recipe: efficientnet, validationFraction: 0.02 } }
`;
const experiment = parseExperiment(text, 'study.yaml');

it('gives candidates the recipe with its changes, and the data as the file asks for it', () => {
  const settings = trainingSettingsOf(experiment, false);
  expect(recipeOf(settings)).toEqual({
    ...recipes['regnet-plain'],
    name: 'regnet-plain, changed',
    batch: 32,
    clipNorm: 1,
    augment: { ...recipes['regnet-plain'].augment, paddedCrop: 0.25, mixup: { alpha: 0.2 } },
  });
  expect(datasetOf(experiment, settings)).toEqual({
    name: './pictures',
    seed: 3,
    subset: { train: 128 },
    imageSize: 64,
    testFraction: 0.25,
    strict: true,
  });
});

it('gives finalists settings of their own, and otherwise those of the search', () => {
  const settings = trainingSettingsOf(experiment, true);
  expect(recipeOf(settings)).toBe(recipes.efficientnet);
  expect(datasetOf(experiment, settings)).toEqual({ name: './pictures', seed: 3, subset: {}, validationFraction: 0.02 });
  const { training: _, ...finalists } = experiment.finalists!;
  expect(trainingSettingsOf({ ...experiment, finalists }, true)).toBe(experiment.training);
});

it('refuses a recipe that nobody knows, before anything is trained', () => {
  const settings = trainingSettingsOf(parseExperiment(text.replace('recipe: regnet-plain', 'recipe: quik'), 'study.yaml'), false);
  expect(() => recipeOf(settings)).toThrow('training.recipe: must be one of quick, standard, thorough, ');
});

it.each([
  ['  changes: { clipNorm: 0 }', 'training.changes.clipNorm'],
  ['  changes: { augment: { mixup: { alpha: 0 } } }', 'training.changes.augment.mixup.alpha'],
  ['  changes: { optimizer: { kind: adam } }', 'training.changes.optimizer'],
  ['  imageSize: 0', 'training.imageSize'],
])('refuses%s and says where', (line, place) => {
  const wrong = `${text.slice(0, text.indexOf('training:'))}training:\n${line}\n`;
  expect(() => parseExperiment(wrong, 'study.yaml')).toThrow(place);
});
