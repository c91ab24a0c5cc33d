import type { Evidence } from '@isoflop/export';
import type { Trial } from '@isoflop/results-store';
import { accuracyMargin, type FinalistSummary, type Interval } from '@isoflop/search';
import { formatQuantity } from '@isoflop/search-space';
import { knownDatasets } from '@isoflop/training';

/**
 * What an exported file says of a trial's training: over all seeds where the trial is one of a finalist's, whose weights these then are.
 * `spec` is the experiment as the store keeps it.
 */
export function evidenceOf(trial: Trial, spec: unknown, finalists: readonly FinalistSummary[]): Evidence {
  const experiment = spec as {
    dataset?: string;
    budget?: Record<string, number>;
    training?: { recipe?: string; validationImages?: number };
    finalists?: { training?: { recipe?: string } } | null;
  } | null;
  const data = (trial.facts as { dataset?: { name?: string; validation?: number } } | null)?.dataset;
  const dataset = data?.name ?? experiment?.dataset ?? 'unknown';
  const finalist = finalists.find(({ runs }) => runs.some(({ number }) => number === trial.number));
  return {
    ...(finalist ? overSeeds(finalist, trial) : ofOneRun(trial, data?.validation ?? experiment?.training?.validationImages)),
    dataset,
    licence: knownDatasets().find(({ name }) => name === dataset)?.licence ?? 'not known: the data are your own',
    budget: budgetText(experiment?.budget ?? {}),
    recipe: (finalist && experiment?.finalists?.training?.recipe) ?? experiment?.training?.recipe ?? 'unknown',
    seed: trial.seed,
  };
}

type Accuracy = Pick<Evidence, 'accuracy' | 'interval' | 'basis'>;

function overSeeds({ accuracy, testAccuracy, runs }: FinalistSummary, { seed }: Trial): Accuracy {
  const { mean, low, high }: Interval = testAccuracy ?? accuracy;
  const over = runs.length === 1 ? 'one seed' : `mean of ${runs.length} seeds; the weights are of seed ${seed}`;
  const basis = `${testAccuracy ? 'test' : 'validation'} split, ${over}`;
  return { accuracy: mean, interval: low === null || high === null ? undefined : [low, high], basis };
}

/** Chance in the choice of images alone: seeds are not part of the interval of a single run. */
function ofOneRun({ accuracy }: Trial, images: number | undefined): Accuracy {
  const value = accuracy ?? 0;
  const basis = `validation split, one seed${images === undefined ? '' : `, ${images} images`}`;
  if (images === undefined) return { accuracy: value, interval: undefined, basis };
  const margin = accuracyMargin(value, images);
  return { accuracy: value, interval: [Math.max(0, value - margin), Math.min(1, value + margin)], basis };
}

/** `2M macs (multiply-adds of one image), 2 % band`. */
function budgetText({ band, ...limits }: Record<string, number>): string {
  const texts = Object.entries(limits).map(([key, limit]) =>
    key === 'macs' ? `${formatQuantity(limit)} MACs (multiply-adds of one image)` : `${formatQuantity(limit)} ${key}`,
  );
  return [...texts, ...(band === undefined ? [] : [`within ${100 * band} %`])].join(', ');
}
