import { accuracyMargin, type StudyResult } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import { formatQuantity } from '@isoflop/search-space';
import type { StudyData } from '../dataset-source.js';
import { configuration, percent, trialRows } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';

interface StudyReport {
  readonly experiment: Experiment;
  readonly data: StudyData;
  readonly result: StudyResult;
  readonly file: string;
  readonly storeUrl: string;
}

/** What a search found, and what to do next. */
export function reportStudy(io: Io, report: StudyReport): void {
  const { result, data, experiment } = report;
  const { complete, failed, queued } = result.trials;
  const store = report.storeUrl === DEFAULT_STORE ? '' : ` --store ${report.storeUrl}`;
  if (result.interrupted) {
    io.say(
      `\ninterrupted: ${complete} candidates are done, ${queued} wait; go on with\n  npx isoflop search ${report.file} --resume${store}`,
    );
    return;
  }
  io.show(
    `\nPareto front of ${result.study}: ${complete} candidates trained${failed > 0 ? `, ${failed} failed` : ''}, every one within ${budgetText(experiment)}`,
  );
  io.show(trialRows(result.front));
  if (result.best) {
    const margin = accuracyMargin(result.best.accuracy ?? 0, data.validationImages);
    io.show(
      `\nbest: trial ${result.best.number}, ${percent(result.best.accuracy)} ± ${percent(margin)} with ${formatQuantity(result.best.cost.macs)} MACs\n` +
        `  ${configuration(result.best.params)}`,
    );
  }
  if (result.baselines.length > 0) {
    io.show(`\nthe same budget spent by the base network scaled by one rule:\n${trialRows(result.baselines)}`);
  }
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

/** What the accuracies are worth. */
function basis({ training, search }: Experiment, data: StudyData): string {
  return (
    `accuracy: ${data.validationImages} validation images cut from the training set of ${data.name}, after ${training.epochs} epochs on ${data.trainImages} images, ` +
    `one seed (${search.seed}); ± is the 95 % interval over the choice of images alone; the test set was not read`
  );
}

function budgetText({ budget }: Experiment): string {
  return Object.entries(budget)
    .filter(([, limit]) => limit !== undefined)
    .map(([key, limit]) => `${formatQuantity(limit ?? 0)} ${key === 'macs' ? 'MACs' : key}`)
    .join(' and ');
}
