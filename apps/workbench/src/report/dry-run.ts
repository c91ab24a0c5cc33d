import { describeSpace, type Experiment, formatQuantity, openSpace } from '@isoflop/search-space';
import type { StudyData } from '../dataset-source.js';
import { percent } from '../format.js';
import type { Io } from '../io.js';

/** What a study would do, without training anything. */
export function reportDryRun(io: Io, experiment: Experiment, data: StudyData): void {
  const space = describeSpace(openSpace(experiment.space), data.shape, experiment.budget);
  io.answer({ experiment, data, space });
  io.show(
    [
      `study ${experiment.name}: ${experiment.search.trials} candidates of ${space.cardinality.toLocaleString('en')} networks, ${experiment.baselines.length} baselines`,
      dataLine(experiment, data),
      `space: ${formatQuantity(space.macs.min)} to ${formatQuantity(space.macs.max)} MACs, ${percent(space.feasibleFraction)} inside the budget`,
      'nothing was trained (--dry-run)',
    ].join('\n'),
  );
}

function dataLine({ evaluator }: Experiment, { name, images }: StudyData): string {
  if (images === undefined) return `data: ${name}; nothing is trained, the evaluator is a ${evaluator.kind}`;
  return `data: ${name}, ${images.train} images to train on, ${images.validation} to validate`;
}
