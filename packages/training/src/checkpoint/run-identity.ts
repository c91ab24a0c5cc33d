import { createHash } from 'node:crypto';
import { architectureHash } from '@isoflop/blocks';
import type { PreparedDataset } from '../data/prepare.js';
import type { EngineName } from '../engines/engine.js';
import type { TrainJob } from '../job.js';

/**
 * What two runs must have in common for one to go on where the other stopped: network, recipe, length, seed, engine and data. The statistics of the
 * training images stand for their content. The backend may differ: the rest of the curve is then that of the new one, to rounding.
 */
export function runIdentity({ architecture, recipe, epochs, seed, dataset }: TrainJob, data: PreparedDataset, engine: EngineName): string {
  const { name, classes, train, validation, normalization } = data;
  const content = { name, classes, train: train.count, validation: validation.count, normalization };
  const run = { architecture: architectureHash(architecture), recipe, epochs, seed, engine, split: dataset.seed, content };
  return createHash('sha256').update(JSON.stringify(run)).digest('hex');
}
