import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Architecture, parseArchitecture } from '@isoflop/blocks';
import { parseScalingSearch, type ScalingSearch } from '@isoflop/search-space';
import type { ExperimentContext } from '../lib/experiment.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
export const STEP1_FILE = `${FOLDER}step1.yaml`;

export const BASE: Architecture = parseArchitecture(JSON.parse(readFileSync(`${FOLDER}base.json`, 'utf8')));
export const STEP1: ScalingSearch = parseScalingSearch(readFileSync(STEP1_FILE, 'utf8'), STEP1_FILE);

/** Budgets in multiples of the base. */
export const BUDGETS = { quick: [2], full: [2, 4, 8] } as const;

/** Step 1 as its file says, or in short. */
export function step1Of({ mode, facts }: Pick<ExperimentContext, 'mode' | 'facts'>): ScalingSearch {
  if (mode === 'full') return STEP1;
  const { dataset, epochs, trainImages, validationImages, seeds } = facts;
  const training = { ...STEP1.training, epochs, trainImages, validationImages };
  return {
    ...STEP1,
    dataset,
    seeds,
    training,
    layout: { kind: 'simplex', divisions: 1, product: 2 },
    runtime: { ...STEP1.runtime, workers: 1 },
  };
}
