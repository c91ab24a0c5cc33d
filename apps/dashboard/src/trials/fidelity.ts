import { TRIAL_KINDS, TRIAL_STATES, type TrialColumns } from './trial-columns.js';

/** Where search trials ended before they were fully trained. */
export interface Rung {
  readonly epochs: number;
  readonly trials: number;
}

/** How far search trials of a study were trained. */
export interface Fidelity {
  /** Of a fully trained trial: the most epochs of any complete one; NaN where none says. */
  readonly full: number;
  /** Fewest epochs first; empty where every trial is fully trained. */
  readonly rungs: readonly Rung[];
}

/** Which trials a front is of: the fully trained ones, those beside all others, or those that ended after so many epochs. */
export type Trained = 'full' | 'all' | number;

const SEARCH = TRIAL_KINDS.indexOf('search');
const COMPLETE = TRIAL_STATES.indexOf('complete');
let latest: { readonly columns: TrialColumns; readonly fidelity: Fidelity } | undefined;

/** Counted once for columns that stay as they are: it is asked for again with every row. */
export function fidelityOf(columns: TrialColumns): Fidelity {
  if (latest?.columns !== columns) latest = { columns, fidelity: countOf(columns) };
  return latest.fidelity;
}

function countOf({ count, kind, state, measures: { epochs, accuracy } }: TrialColumns): Fidelity {
  let full = Number.NaN;
  for (let row = 0; row < count; row++) {
    if (kind[row] === SEARCH && state[row] === COMPLETE && !((epochs[row] ?? Number.NaN) <= full)) full = epochs[row] || full;
  }
  const trials = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const ended = epochs[row] ?? Number.NaN;
    if (kind[row] !== SEARCH || Number.isNaN(accuracy[row]) || Number.isNaN(ended)) continue;
    if (state[row] !== COMPLETE || ended < full) trials.set(ended, (trials.get(ended) ?? 0) + 1);
  }
  return { full, rungs: [...trials].map(([ended, number]) => ({ epochs: ended, trials: number })).sort((a, b) => a.epochs - b.epochs) };
}

/** Whether a search trial was stopped early or trained for fewer epochs than others were. */
export function isPartial(columns: TrialColumns, row: number): boolean {
  return columns.state[row] !== COMPLETE || (columns.measures.epochs[row] ?? 0) < fidelityOf(columns).full;
}

/** Marks tell so many rungs apart; where there are more, neighbours share one. */
export const LEVELS = 3;

/** How far a trial came, from 1 for the first rung to `LEVELS`. */
export function levelOf({ rungs }: Fidelity, epochs: number): number {
  const rung = rungs.findIndex((other) => other.epochs === epochs);
  if (rung < 0) return 1;
  return 1 + (rungs.length <= LEVELS ? rung : Math.floor((LEVELS * rung) / rungs.length));
}

export function levelOfRow(columns: TrialColumns, row: number): number {
  return levelOf(fidelityOf(columns), columns.measures.epochs[row] ?? Number.NaN);
}

/** `1 epoch`, `3 epochs`. */
export function inEpochs(epochs: number): string {
  return `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}
