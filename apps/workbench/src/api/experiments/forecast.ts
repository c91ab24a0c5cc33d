import type { ResultsStore, Trial } from '@isoflop/results-store';
import type { Experiment } from '@isoflop/search-space';
import { formatQuantity } from '@isoflop/search-space';
import type { Feasibility, Forecast } from '../schema.js';

/** Studies and trials that are looked at, the newest first. */
const STUDIES = 5;
const TRIALS = 50;

/**
 * How long a search takes where training goes as fast as it went in this store: the work of a candidate is taken as proportional to its multiply-adds, images
 * and epochs. Low and high are the tenth and the ninetieth percentile of the pace of earlier trials.
 */
export async function forecastOf(store: ResultsStore, experiment: Experiment, { macs }: Feasibility): Promise<Forecast> {
  if (experiment.evaluator.kind !== 'train') return none(`nothing is trained: candidates are measured by a ${experiment.evaluator.kind}`);
  const trials = await trainedTrials(store);
  const paces = trials.map(({ cost, imagesPerSecond }) => cost.macs * (imagesPerSecond ?? 0)).sort((a, b) => a - b);
  if (paces.length === 0) return none('no trial of this store was trained yet; the first ones will tell');
  const images = experiment.training.trainImages ?? trials.map(imagesOf).find((count) => count !== undefined);
  if (images === undefined) return none('it is not known how many images an epoch has; set training.trainImages');
  const typical = Math.min(macs.median, experiment.budget.macs ?? macs.median);
  const { search, runtime } = experiment;
  const work = (search.trials * epochsPerTrial(experiment) * images * typical) / runtime.workers;
  const at = (share: number) => work / paces[Math.min(paces.length - 1, Math.floor(share * paces.length))]!;
  const basis = `${paces.length} trained trials of this store, candidates of ${formatQuantity(typical)} MACs, ${images} images per epoch, ${runtime.workers} at once`;
  return { seconds: { low: at(0.9), median: at(0.5), high: at(0.1) }, basis };
}

const none = (basis: string): Forecast => ({ seconds: null, basis });

async function trainedTrials(store: ResultsStore): Promise<Trial[]> {
  const names = (await store.positions()).slice(0, STUDIES).map(({ name }) => name);
  const query = { states: ['complete'], orderBy: 'number', direction: 'descending', limit: TRIALS } as const;
  const trials = await Promise.all(names.map((name) => store.trials(name, query)));
  return trials.flat().filter(({ imagesPerSecond }) => (imagesPerSecond ?? 0) > 0);
}

function imagesOf({ facts }: Trial): number | undefined {
  const { train } = (facts?.dataset ?? {}) as { train?: unknown };
  return typeof train === 'number' ? train : undefined;
}

/** With successive halving, one of so many goes on at each rung. */
function epochsPerTrial({ training, search: { fidelity } }: Experiment): number {
  if (fidelity === undefined) return training.epochs;
  const [first] = fidelity.epochs;
  return fidelity.epochs.reduce((sum, epoch, rung) => sum + ((epoch - (fidelity.epochs[rung - 1] ?? 0)) * first!) / epoch, 0);
}
