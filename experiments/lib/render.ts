import { type Interval, meanInterval } from '@isoflop/search';
import type { Experiment, ResultsFile, Table, TrainedNetwork } from './experiment.js';

const ACCURACIES =
  "Accuracies are of validation images after the last epoch, the mean over seeds with its 95 % interval (Student's t). Differences are paired by seed; the " +
  'intervals are not widened for their number.';

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** The page of an experiment: all of it comes from the claim and the results. */
export function renderReadme<R>(experiment: Experiment<R>, file: ResultsFile<R>): string {
  const { results, training, command, machine, date, mode } = file;
  const { dataset, recipe, epochs, trainImages, validationImages, seeds, firstSeed = 1 } = training;
  const plots = Object.keys(experiment.plots(results)).map((name) => `![${name}](${name}.svg)`);
  return `${[
    `# ${experiment.title}`,
    'This page is made from `results.json`: do not edit it.',
    `**Claim.** ${experiment.claim}`,
    `**Set-up.** ${experiment.setup(results)}`,
    `Where networks are trained: ${dataset}, ${trainImages} training and ${validationImages} validation images, recipe \`${recipe}\`, ${epochs} epochs, ` +
      `seeds ${firstSeed} to ${firstSeed + seeds - 1}. ${experiment.accuracies ?? ACCURACIES}`,
    ...experiment.tables(results).map(renderTable),
    ...plots,
    `**Verdict.**\n\n${bullets(experiment.verdict(results))}`,
    ...(experiment.cautions ? [`**What cannot be concluded.**\n\n${bullets(experiment.cautions)}`] : []),
    `Made by \`${command}\` (${mode}) on ${date}: ${machine}.`,
  ].join('\n\n')}\n`;
}

function renderTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [`${title}:`, '', line(columns), line(rule), ...rows.map(line)].join('\n');
}

export const millions = (count: number): string => `${(count / 1e6).toFixed(count < 1e7 ? 2 : 1)}M`;
export const thousands = (count: number): string => `${(count / 1e3).toFixed(1)}k`;
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** Mean accuracy over the seeds that were trained; undefined where none was. */
export function accuracyOf({ accuracies }: Pick<TrainedNetwork, 'accuracies'>): Interval | undefined {
  const known = accuracies.filter((accuracy) => accuracy !== null);
  return known.length === 0 ? undefined : meanInterval(known);
}

/** `87.1 % ± 0.4`; failures are told. */
export function accuracyText(network: Pick<TrainedNetwork, 'accuracies'>): string {
  const interval = accuracyOf(network);
  const failed = network.accuracies.filter((accuracy) => accuracy === null).length;
  const note = failed > 0 ? ` (${failed} of ${network.accuracies.length} failed)` : '';
  return interval ? `${intervalText(interval)}${note}` : `no training succeeded${note}`;
}

export function intervalText({ mean, high }: Interval): string {
  return high === null ? percent(mean) : `${percent(mean)} ± ${(100 * (high - mean)).toFixed(1)}`;
}

/** Difference of two networks' accuracies seed by seed: the same seed gives both the same order of images. */
export function differenceOf(a: Pick<TrainedNetwork, 'accuracies'>, b: Pick<TrainedNetwork, 'accuracies'>): Interval | undefined {
  const pairs = a.accuracies.flatMap((accuracy, seed) => {
    const other = b.accuracies[seed];
    return accuracy === null || other === null || other === undefined ? [] : [accuracy - other];
  });
  return pairs.length === 0 ? undefined : meanInterval(pairs);
}

/** Whether an interval of a difference is above 0, below it, or around it. */
export function signOf(difference: Interval | undefined): 'more' | 'less' | 'undecided' {
  if (difference === undefined || difference.low === null || difference.high === null) return 'undecided';
  return difference.low > 0 ? 'more' : difference.high < 0 ? 'less' : 'undecided';
}

/** What a difference that a claim says is above 0 makes of the claim. */
export function toldOf(difference: Interval | undefined): string {
  return { more: 'reproduces', less: 'is contradicted at this size', undecided: 'is not decided by these seeds' }[signOf(difference)];
}

/** With its sign, which rounding to 0.0 takes away. */
export function signed(value: number, digits = 1): string {
  const size = Math.abs(value).toFixed(digits);
  return Number(size) === 0 ? size : `${value > 0 ? '+' : '−'}${size}`;
}

/** `+1.2 points ± 0.4, more accurate`, of a paired difference. */
export function differenceText(difference: Interval | undefined): string {
  if (difference === undefined) return 'no difference can be told, trainings failed';
  const points = `${signed(100 * difference.mean)} points`;
  const spread = difference.high === null ? '' : ` ± ${(100 * (difference.high - difference.mean)).toFixed(1)}`;
  const words = { more: 'more accurate', less: 'less accurate', undecided: 'not told apart by these seeds' };
  return `${points}${spread}, ${words[signOf(difference)]}`;
}
