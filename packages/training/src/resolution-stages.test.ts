import { expect, it } from 'vitest';
import { recipes } from './recipes/recipes.js';
import { imageShares, resolutionStages } from './resolution-stages.js';
import { tinyJob } from './testing/tiny-job.js';

const { architecture } = tinyJob();
const network = { ...architecture, input: { height: 32, width: 32, channels: 1 } };
const stagesOf = (progressive: { from: number; stages: number } | undefined, epochs: number) =>
  resolutionStages(network, { ...recipes.quick, ...(progressive && { progressive }) }, epochs).map(({ until, architecture: { input } }) => [
    until,
    input.height,
  ]);

it('grows the images in equal steps to the input of the network', () => {
  expect(stagesOf(undefined, 7)).toEqual([[7, 32]]);
  expect(stagesOf({ from: 0.5, stages: 3 }, 9)).toEqual([
    [3, 16],
    [6, 24],
    [9, 32],
  ]);
});

it('tells the share of the side of each part, whatever the network', () => {
  expect(imageShares(undefined, 4)).toEqual([{ until: 4, share: 1 }]);
  expect(imageShares({ from: 0.5, stages: 3 }, 6)).toEqual([
    { until: 2, share: 0.5 },
    { until: 4, share: 0.75 },
    { until: 6, share: 1 },
  ]);
});

it('leaves out stages for which a run is too short, but never the last', () => {
  expect(stagesOf({ from: 0.5, stages: 4 }, 2)).toEqual([
    [1, 16],
    [2, 26],
  ]);
});
