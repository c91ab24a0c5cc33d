import type { Architecture } from '@isoflop/blocks';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import { StudyError } from './errors.js';

/** The network of a stored trial. Throws `StudyError` where the store has lost it. */
export async function storedArchitecture(store: ResultsStore, trial: Trial): Promise<Architecture> {
  const architecture = await store.architecture(trial.architectureHash);
  if (architecture) return architecture;
  throw new StudyError(
    `trial ${trial.number} of "${trial.study}": the store has lost its architecture ${trial.architectureHash}; check the database with isoflop doctor`,
  );
}
