import { accuracyMargin, type Interval, type StudyResult } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import { formatQuantity } from '@isoflop/search-space';
import type { StudyData } from '../dataset-source.js';
import { configuration, percent, table, trialRows } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';

interface StudyReport {
  readonly experiment: Experiment;
  readonly data: StudyData;
  readonly result: StudyResult;
  readonly storeUrl: string;
  /** What goes on with the study. */
  readonly resumeCommand: string;
}

/** What a search found, and what to do next. */
export function reportStudy(io: Io, report: StudyReport): void {
  const { result, data, experiment } = report;
  const { complete, pruned, failed, queued } = result.trials;
  const store = report.storeUrl === DEFAULT_STORE ? '' : ` --store ${report.storeUrl}`;
  if (result.interrupted) {
    io.say(`\ninterrupted: ${complete} candidates are done, ${queued} wait; go on with\n  npx ${report.resumeCommand}`);
    return;
  }
  io.show(
    `\nPareto front of ${result.study}: ${complete} candidates ${data.images ? 'trained' : 'measured'}${pruned > 0 ? `, ${pruned} stopped early` : ''}${failed > 0 ? `, ${failed} failed` : ''}, every one within ${budgetText(experiment)}`,
  );
  io.show(trialRows(result.front));
  if (result.best) {
    const margin = data.images ? ` ± ${percent(accuracyMargin(result.best.accuracy ?? 0, data.images.validation))}` : '';
    io.show(
      `\nbest: trial ${result.best.number}, ${percent(result.best.accuracy)}${margin} with ${formatQuantity(result.best.cost.macs)} MACs\n` +
        `  ${configuration(result.best.params)}`,
    );
  }
  if (result.baselines.length > 0) {
    io.show(`\nthe same budget spent by the base network scaled by one rule:\n${trialRows(result.baselines)}`);
  }
  if (result.finalists.length > 0) io.show(`\nretrained from scratch for ${experiment.finalists?.epochs} epochs:\n${finalistRows(result)}`);
  io.show(`\n${basis(experiment, data)}`);
  io.show(
    [
      '\nnext:',
      `  npx isoflop dashboard${store}`,
      `  npx isoflop show ${result.study} ${result.best?.number ?? 1}${store}`,
      `  npx isoflop export ${result.study} --trial best --verify${store}`,
    ].join('\n'),
  );
}

function finalistRows({ finalists }: StudyResult): string {
  return table(
    ['trial', 'seeds', 'validation', 'test', 'MACs'],
    finalists.map(({ trial, runs, accuracy, testAccuracy }) => [
      trial.number,
      runs.length,
      interval(accuracy),
      testAccuracy ? interval(testAccuracy) : '-',
      formatQuantity(trial.cost.macs),
    ]),
  );
}

function interval({ mean, low }: Interval): string {
  return low === null ? percent(mean) : `${percent(mean)} ± ${percent(mean - low)}`;
}

/** What the accuracies are worth. */
function basis({ training, search, evaluator, finalists }: Experiment, { name, images }: StudyData): string {
  if (images === undefined) return `accuracy: as the ${evaluator.kind} of the experiment file gives it for ${name}; nothing was trained`;
  const test = finalists
    ? `finalists: mean over seeds ± its 95 % interval; validation chose them, and each read the test set once`
    : 'the test set was not read';
  return (
    `accuracy: ${images.validation} validation images cut from the training set of ${name}, after ${training.epochs} epochs on ${images.train} images, ` +
    `one seed (${search.seed}); ± is the 95 % interval over the choice of images alone; ${test}`
  );
}

function budgetText({ budget: { latency, band, ...counts } }: Experiment): string {
  const around = band === undefined ? '' : ` ±${Number((100 * band).toPrecision(3))} %`;
  const limits = Object.entries(counts).filter(([, limit]) => limit !== undefined);
  const texts = limits.map(([key, limit]) => `${formatQuantity(limit ?? 0)} ${key === 'macs' ? `MACs${around}` : key}`);
  return [...texts, ...(latency === undefined ? [] : [`${latency} ms for one image`])].join(' and ');
}
