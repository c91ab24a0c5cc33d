import { type CostKey, extentOf, measureAxis } from './axes.js';
import { inEpochs, isPartial, type Trained } from './fidelity.js';
import { kindOf, TRIAL_KINDS, type TrialColumns } from './trial-columns.js';

/** Where a trial stands; each has its own shape in plots, so that colour is never the only difference. */
export type Role = 'front' | 'dominated' | 'infeasible' | 'partial' | 'baseline' | 'finalist';
export const ROLES: readonly Role[] = ['front', 'dominated', 'infeasible', 'partial', 'baseline', 'finalist'];
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  front: 'on the front',
  dominated: 'dominated',
  infeasible: 'outside the budget',
  partial: 'stopped early',
  baseline: 'baseline',
  finalist: 'finalist',
};

/** Hard limits on costs: from, to; either may be left out. */
export type Limits = Readonly<Partial<Record<CostKey, readonly [least: number | null, most: number | null]>>>;

/** Trials that have a place in a plot of accuracy against a cost, and which of them are best. */
export interface Front {
  readonly cost: CostKey;
  /** Rows with an accuracy and a cost. */
  readonly rows: Int32Array;
  /** Index into `ROLES`, by row of the study. */
  readonly roles: Uint8Array;
  /** Rows that no other beats, cheapest first. */
  readonly members: readonly number[];
}

const SEARCH = TRIAL_KINDS.indexOf('search');

interface FrontOptions {
  /** What finished later, in milliseconds, is left out. */
  readonly until?: number | undefined;
  readonly trained?: Trained;
}

/**
 * The front of fully trained search trials inside the limits. Those that were stopped early have the accuracy they had reached and never compete
 * with these: they are beside them, left out (`trained: 'full'`), or, with a number of epochs, the only ones and compete with each other.
 */
export function frontOf(
  columns: TrialColumns,
  cost: CostKey,
  limits: Limits = {},
  { until = Number.POSITIVE_INFINITY, trained = 'all' }: FrontOptions = {},
): Front {
  const { accuracy, finishedAt } = columns.measures;
  const costs = measureAxis(columns, cost).values;
  const bounds = boundsOf(columns, limits);
  const rows: number[] = [];
  const roles = new Uint8Array(columns.count);
  const candidates: number[] = [];
  for (let row = 0; row < columns.count; row++) {
    if (Number.isNaN(accuracy[row]) || Number.isNaN(costs[row]) || (finishedAt[row] ?? 0) > until) continue;
    const role = roleOf(columns, row, bounds, trained);
    if (role === undefined) continue;
    rows.push(row);
    roles[row] = ROLES.indexOf(role);
    if (role === 'dominated') candidates.push(row);
  }
  const members = sweep(candidates, costs, accuracy);
  for (const row of members) roles[row] = ROLES.indexOf('front');
  return { cost, rows: Int32Array.from(rows), roles, members };
}

export function roleAt({ roles }: Front, row: number): Role {
  return ROLES[roles[row] ?? 1] ?? 'dominated';
}

/** Where a trial stands, in words. */
export function standingOf(columns: TrialColumns, front: Front, row: number): string {
  const role = roleAt(front, row);
  const epochs = columns.measures.epochs[row] ?? Number.NaN;
  return role === 'partial' && !Number.isNaN(epochs) ? `stopped after ${inEpochs(epochs)}` : ROLE_NAMES[role];
}

interface Bound {
  readonly values: Float64Array;
  readonly least: number;
  readonly most: number;
}

function boundsOf({ measures }: TrialColumns, limits: Limits): Bound[] {
  return Object.entries(limits).map(([key, [least, most]]) => ({
    values: measures[key as CostKey],
    least: least ?? Number.NEGATIVE_INFINITY,
    most: most ?? Number.POSITIVE_INFINITY,
  }));
}

/** Undefined for what is left out. */
function roleOf(columns: TrialColumns, row: number, bounds: readonly Bound[], trained: Trained): Role | undefined {
  const kind = kindOf(columns, row);
  if (kind !== 'search') return typeof trained === 'number' ? undefined : kind;
  if (!competes(columns, row, trained)) return trained === 'all' ? 'partial' : undefined;
  // What was not measured breaks no limit.
  return bounds.some(({ values, least, most }) => (values[row] ?? least) < least || (values[row] ?? most) > most)
    ? 'infeasible'
    : 'dominated';
}

/** Whether a trial competes for the front at all. */
export function competes(columns: TrialColumns, row: number, trained: Trained = 'full'): boolean {
  if (columns.kind[row] !== SEARCH) return false;
  const partial = isPartial(columns, row);
  return typeof trained === 'number' ? partial && columns.measures.epochs[row] === trained : !partial;
}

/** By cost, then the most accurate first: a trial is on the front when it beats all cheaper ones, or equals the last taken. */
function sweep(rows: readonly number[], costs: Float64Array, accuracy: Float64Array): number[] {
  const cost = (row: number) => costs[row] ?? 0;
  const value = (row: number) => accuracy[row] ?? 0;
  const order = contenders(rows, costs, accuracy).sort((a, b) => cost(a) - cost(b) || value(b) - value(a) || a - b);
  const front: number[] = [];
  for (const row of order) {
    const last = front.at(-1);
    if (last === undefined || value(row) > value(last) || (value(row) === value(last) && cost(row) === cost(last))) front.push(row);
  }
  return front;
}

const BUCKETS = 512;

/** Rows that no row of a cheaper bucket of costs beats: in one pass, a hundred thousand become a few hundred to sort. */
function contenders(rows: readonly number[], costs: Float64Array, accuracy: Float64Array): number[] {
  const [low, high] = extentOf(costs, rows) ?? [1, 1];
  const on = (cost: number) => (low > 0 ? Math.log(cost / low) / Math.log(high / low) : (cost - low) / (high - low)) || 0;
  const best = new Float64Array(BUCKETS + 1).fill(Number.NEGATIVE_INFINITY);
  const buckets = new Uint16Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const bucket = Math.min(BUCKETS - 1, Math.floor(on(costs[row] ?? 0) * BUCKETS));
    buckets[i] = bucket;
    // Kept one further: what counts is the best of all cheaper buckets.
    if ((accuracy[row] ?? 0) > (best[bucket + 1] ?? 0)) best[bucket + 1] = accuracy[row] ?? 0;
  }
  for (let bucket = 1; bucket <= BUCKETS; bucket++) best[bucket] = Math.max(best[bucket] ?? 0, best[bucket - 1] ?? 0);
  return rows.filter((row, i) => (accuracy[row] ?? 0) > (best[buckets[i] ?? 0] ?? 0));
}

/** Why a trial is not on the front. */
export interface Dominance {
  /** The most accurate member of the front that costs no more: row. */
  readonly moreAccurate: number;
  /** The cheapest member that is at least as accurate: row. */
  readonly cheaper: number;
  /** How many members beat it. */
  readonly count: number;
}

/** The members that beat a trial; undefined where none does. */
export function dominanceOf(columns: TrialColumns, { members, cost }: Front, row: number): Dominance | undefined {
  const { accuracy } = columns.measures;
  const costs = measureAxis(columns, cost).values;
  const [ownAccuracy, ownCost] = [accuracy[row] ?? Number.NaN, costs[row] ?? Number.NaN];
  const better = members.filter((member) => {
    const [a, c] = [accuracy[member] ?? 0, costs[member] ?? 0];
    return a >= ownAccuracy && c <= ownCost && (a > ownAccuracy || c < ownCost);
  });
  const [cheaper, moreAccurate] = [better[0], better.at(-1)];
  return cheaper === undefined || moreAccurate === undefined ? undefined : { moreAccurate, cheaper, count: better.length };
}
