import type { Study } from '@isoflop/results-store';
import { type Experiment, experimentSchema } from '@isoflop/search-space';
import { StudyError } from '../errors.js';

/** The experiment that a study was started with, or changed to since. Throws `StudyError` for a study that no search made. */
export function storedExperiment({ name, spec }: Pick<Study, 'name' | 'spec'>): Experiment {
  const parsed = experimentSchema.safeParse(spec);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new StudyError(
    `study "${name}": only a study that isoflop search began can go on, the store has no valid experiment of it (${path.join('.') || 'it'}: ${message}); ` +
      'start a new one with an experiment file',
  );
}
