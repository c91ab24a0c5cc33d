import type { PreparedDataset } from './data/prepare.js';
import type { Engine } from './engines/engine.js';
import { TrainingError } from './errors.js';
import type { EpochMetrics } from './job.js';
import { runEpochs, type TrainingSetup } from './training-loop.js';
import type { TrainingPosition } from './training-position.js';

/** Trains the network of `setup` on smaller images until epoch `until`, in an engine of their own, which it closes; returns the epochs so far. */
export async function trainSmaller(
  setup: TrainingSetup,
  smaller: Engine,
  data: PreparedDataset,
  position: TrainingPosition | undefined,
  until: number,
): Promise<readonly EpochMetrics[]> {
  try {
    if (smaller.params !== setup.engine.params) {
      throw new TrainingError(
        'bad-job',
        `train: weights must be the same at all resolutions, got ${smaller.params} values at ${data.height} x ${data.width} and ` +
          `${setup.engine.params} at ${setup.data.height} x ${setup.data.width}; pool before the first dense layer, or train without progressive`,
      );
    }
    smaller.setState(await setup.engine.state());
    const epochs = await runEpochs({ ...setup, engine: smaller, data }, position, until);
    setup.engine.setState(await smaller.state());
    return epochs;
  } finally {
    smaller.dispose();
  }
}
