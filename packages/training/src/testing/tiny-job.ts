import { parseArchitecture } from '@isoflop/blocks';
import type { TrainJob } from '../job.js';
import { recipes } from '../recipes/recipes.js';

/** A job of about a second: a network of a few hundred weights on a hundred procedural images of 8 x 8. */
export function tinyJob(changes: Partial<TrainJob> = {}): TrainJob {
  return {
    architecture: parseArchitecture({
      name: 'tiny',
      input: { height: 8, width: 8, channels: 1 },
      stem: [{ kind: 'conv', channels: 4, kernel: 3, stride: 2, activation: 'relu6' }],
      stages: [{ repeats: 1, block: { kind: 'mbconv', channels: 4, expansion: 2, stride: 1 } }],
      head: [{ kind: 'classifier', classes: 10 }],
    }),
    dataset: { name: 'textures', seed: 1, subset: { train: 100, validation: 50, test: 20 } },
    recipe: { ...recipes.standard, batch: 20 },
    epochs: 2,
    seed: 7,
    backend: 'wasm',
    ...changes,
  };
}
