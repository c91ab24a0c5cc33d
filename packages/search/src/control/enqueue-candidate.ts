import { isDeepStrictEqual } from 'node:util';
import { type Architecture, lower } from '@isoflop/blocks';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import {
  type ArchitectureSpace,
  brokenLimits,
  budgetRanges,
  type DataShape,
  type Experiment,
  formatQuantity,
  openSpace,
  type Params,
} from '@isoflop/search-space';
import { trialOf } from '../baselines.js';
import { StudyError } from '../errors.js';
import { reopen } from './reopen.js';
import { storedExperiment } from './stored-experiment.js';

/** A candidate by hand: a point of the study's space, or a network of one's own. */
export type HandMade = { readonly params: unknown } | { readonly architecture: Architecture };

/**
 * Puts a candidate before all that the sampler would suggest: a runner takes it up within a second or two, otherwise the next run does. The sampler learns
 * from a point; of a network that is no point of the space it can learn nothing. Throws `StudyError` with the rule where the candidate is not of the
 * space, does not fit the data or is outside the budget.
 */
export async function enqueueCandidate(store: ResultsStore, study: string, data: DataShape, candidate: HandMade): Promise<Trial> {
  const experiment = storedExperiment(await store.study(study));
  const space = openSpace(experiment.space);
  const params = 'params' in candidate ? requirePoint(space, candidate.params) : {};
  const architecture = 'params' in candidate ? space.build(params, data) : requireNetwork(experiment, data, candidate.architecture);
  const recorded = trialOf(architecture, experiment.search.seed);
  requireInside(experiment, recorded.cost);
  const trial = await store.createTrial(study, { ...recorded, kind: 'search', label: 'by hand', params });
  await reopen(store, study);
  return trial;
}

/** Throws `StudyError` where costs are outside a study's budget. */
export function requireInside({ budget }: Experiment, cost: Trial['cost']): void {
  const [key] = brokenLimits(cost, budget);
  if (key === undefined) return;
  const { least, most } = budgetRanges(budget)[key]!;
  const rule = least > 0 ? `from ${formatQuantity(least)} to ${formatQuantity(most)}` : `at most ${formatQuantity(most)}`;
  throw new StudyError(
    `budget.${key}: must be ${rule}, this network has ${formatQuantity(cost[key])}; change the network, or the budget on resume`,
  );
}

function requirePoint(space: ArchitectureSpace, params: unknown): Params {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new StudyError(
      `params: must be a JSON object with a value for each dimension, got ${JSON.stringify(params)}; isoflop show prints those of a trial`,
    );
  }
  const given = params as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (space.values.has(name)) continue;
    throw new StudyError(`params.${name}: the space has no such dimension; it has ${[...space.values.keys()].join(', ')}`);
  }
  const point = [...space.values].map(([name, values]) => {
    const value = values.find((candidate) => isDeepStrictEqual(candidate, given[name]));
    if (value !== undefined) return [name, value] as const;
    const got = given[name] === undefined ? 'none' : JSON.stringify(given[name]);
    throw new StudyError(
      `params.${name}: must be one of ${values.map((item) => JSON.stringify(item)).join(', ')}, got ${got}; give one of them`,
    );
  });
  return Object.fromEntries(point);
}

function requireNetwork({ evaluator }: Experiment, { channels, classes }: DataShape, architecture: Architecture): Architecture {
  if (evaluator.kind === 'table') {
    throw new StudyError('architecture: a table is looked up by points of the space, got a network; give its params');
  }
  const ends = lower(architecture).nodes.at(-1)!.output[2];
  const { input } = architecture;
  if (input.channels !== channels || ends !== classes) {
    throw new StudyError(
      `architecture: must take ${channels} channels and end in ${classes} classes, as the data of the study do, got ${input.channels} and ${ends}; ` +
        'change its input or its last layer',
    );
  }
  return architecture;
}
