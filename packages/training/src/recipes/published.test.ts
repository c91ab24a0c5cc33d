import { describe, expect, it } from 'vitest';
import { recipes } from './recipes.js';
import { learningRateAt } from './schedule.js';

describe('efficientnet', () => {
  const { efficientnet } = recipes;

  it('has the settings of Tan and Le 2019, section 5.2', () => {
    expect(efficientnet.optimizer).toMatchObject({ kind: 'rmsprop', decay: 0.9, momentum: 0.9, weightDecay: 1e-5 });
    expect(efficientnet).toMatchObject({ batchNormMomentum: 0.99, dropout: 0.2, stochasticDepth: expect.closeTo(1 - 0.8, 12) });
    const { schedule, batch } = efficientnet;
    expect(schedule).toMatchObject({ kind: 'exponential', factor: 0.97, everyEpochs: 2.4 });
    expect((schedule.peakLearningRate * 4096) / batch).toBeCloseTo(0.256, 12);
  });

  it('has what the code of that paper adds', () => {
    expect(efficientnet.optimizer).toMatchObject({ epsilon: 0.001 });
    expect(efficientnet).toMatchObject({ labelSmoothing: 0.1, averageDecay: 0.9999 });
    expect(efficientnet.schedule).toMatchObject({ warmupEpochs: 5, publishedEpochs: 350 });
  });
});

it('mobilenetv2 has the settings of Sandler et al. 2018, section 6.1', () => {
  const { optimizer, schedule, batch } = recipes.mobilenetv2;
  expect(optimizer).toMatchObject({ kind: 'rmsprop', decay: 0.9, momentum: 0.9, weightDecay: 4e-5 });
  expect(batch).toBe(96);
  const ofEpoch = (epoch: number) => learningRateAt(schedule, epoch * 10, 10, 2000);
  expect([0, 1, 2].map(ofEpoch)).toEqual([0.045, expect.closeTo(0.045 * 0.98, 12), expect.closeTo(0.045 * 0.98 ** 2, 12)]);
});

it('regnet-plain has the settings of Radosavovic et al. 2020 as pycls publishes them: SGD, 0.2 per 256 images after 5 epochs, half a cosine over 100, decay 5e-5, no tricks', () => {
  const recipe = recipes['regnet-plain'];
  expect(recipe.optimizer).toEqual({ kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 5e-5 });
  expect(recipe).toMatchObject({ batch: 128, labelSmoothing: 0, batchNormMomentum: 0.9 });
  const ofEpoch = (epoch: number) => learningRateAt(recipe.schedule, epoch * 10, 10, 1000);
  expect((recipe.schedule.peakLearningRate * 256) / recipe.batch).toBeCloseTo(0.2, 12);
  expect([5, 52.5, 100].map(ofEpoch)).toEqual([0.1, expect.closeTo(0.05, 12), expect.closeTo(0, 12)]);
  for (const trick of ['averageDecay', 'dropout', 'stochasticDepth', 'progressive']) expect(recipe).not.toHaveProperty(trick);
  for (const trick of ['randAugment', 'mixup', 'cutmix', 'randomErasing']) expect(recipe.augment).not.toHaveProperty(trick);
});
