import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Architecture, parseArchitecture } from '@isoflop/blocks';
import { parseScalingSearch, type ScalingSearch } from '@isoflop/search-space';

/** The folder of this experiment. */
export const FOLDER = fileURLToPath(new URL('.', import.meta.url));
export const STEP1_FILE = `${FOLDER}step1.yaml`;

/** What is trained: step 1 as its file says, then every rule at every budget with the same data and recipe. */
export interface Settings {
  readonly base: Architecture;
  readonly search: ScalingSearch;
  /** In multiples of the base. */
  readonly budgets: readonly number[];
  /** Not those of step 1: its winner was picked by how it did with these. */
  readonly seeds: readonly number[];
  /** Store, artifacts and, for the quick form, results. Ignored by git. */
  readonly workFolder: string;
}

export function settingsOf(form: 'quick' | 'full'): Settings {
  const base = parseArchitecture(JSON.parse(readFileSync(`${FOLDER}base.json`, 'utf8')));
  const search = parseScalingSearch(readFileSync(STEP1_FILE, 'utf8'), STEP1_FILE);
  const workFolder = `${FOLDER}.isoflop/${form}/`;
  if (form === 'full') return { base, search, budgets: [2, 4, 8], seeds: [11, 12, 13], workFolder };
  const training = { ...search.training, epochs: 1, trainImages: 640, validationImages: 500 };
  const quick: ScalingSearch = { ...search, seeds: 2, training, layout: { kind: 'simplex', divisions: 1, product: 2 } };
  return { base, search: quick, budgets: [2], seeds: [11, 12], workFolder };
}
