import type { Trial } from '@isoflop/results-store';
import { formatQuantity } from '@isoflop/search-space';
import Table from 'cli-table3';

/** A plain table: a heading, columns set apart by two spaces, numbers to the right. */
export function table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const numeric = heading.map((_, column) => rows.length > 0 && rows.every((row) => /^[-\d.]/.test(String(row[column]))));
  const made = new Table({
    head: [...heading],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(
      [
        'top',
        'top-mid',
        'top-left',
        'top-right',
        'bottom',
        'bottom-mid',
        'bottom-left',
        'bottom-right',
        'left',
        'left-mid',
        'mid',
        'mid-mid',
        'right',
        'right-mid',
        'middle',
      ].map((name) => [name, '']),
    ),
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString().replace(/[ \t]+$/gm, '');
}

/** `81.4 %`. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '-' : `${(100 * share).toFixed(1)} %`;
}

/** `1 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * A candidate's point in one line. Per-stage dimensions are joined: `resolution 24, width 1.25, depth 1-2-1, kernel 3-5-3`.
 */
export function configuration(params: Trial['params']): string {
  const joined = new Map<string, string[]>();
  for (const [name, value] of Object.entries(params)) {
    const short = name.replace(/^stage\d+\./, '');
    const shown = typeof value === 'number' ? String(Number(value.toFixed(3))) : JSON.stringify(value);
    joined.set(short, [...(joined.get(short) ?? []), shown]);
  }
  return [...joined].map(([name, values]) => `${name} ${values.join('-')}`).join(', ');
}

/** One row per trial, as the verbs that list trials show it. */
export function trialRows(trials: readonly Trial[]): string {
  return table(
    ['trial', 'state', 'accuracy', 'MACs', 'params', 'configuration'],
    trials.map((trial) => [
      trial.number,
      trial.state,
      percent(trial.accuracy),
      formatQuantity(trial.cost.macs),
      formatQuantity(trial.cost.params),
      [
        trial.rerunOf === null ? '' : `trial ${trial.rerunOf} again: `,
        trial.label ? `${trial.label}: ` : '',
        configuration(trial.params),
      ].join(''),
    ]),
  );
}

/** What `--json` prints of a trial. */
export function trialDocument(trial: Trial) {
  const { number, kind, label, rerunOf, parents, state, worker, seed, accuracy, loss, cost, params, architectureHash, seconds } = trial;
  return {
    trial: number,
    kind,
    label,
    rerunOf,
    parents,
    state,
    worker,
    seed,
    accuracy,
    loss,
    ...cost,
    configuration: params,
    hash: architectureHash,
    seconds,
    imagesPerSecond: trial.imagesPerSecond,
    ...(typeof trial.facts?.latencyMs === 'number' && { latencyMs: trial.facts.latencyMs }),
    reason: trial.reason,
  };
}
