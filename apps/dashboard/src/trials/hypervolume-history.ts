import { type CostKey, measureAxis } from './axes.js';
import type { Trained } from './fidelity.js';
import { competes } from './front.js';
import type { TrialColumns } from './trial-columns.js';

/** A moment at which the front grew. */
export interface HypervolumeStep {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Competing trials finished by then. */
  readonly finished: number;
  /** Share of the box from no cost to `reference.cost` and from `reference.accuracy` to 1 that is dominated. */
  readonly share: number;
}

/** The corner that the volume is measured from. */
export interface Reference {
  readonly cost: number;
  readonly accuracy: number;
}

/**
 * How the dominated area grew, trial by trial in the order they finished. The front is kept sorted, so that a hundred thousand trials take
 * milliseconds: most are dominated and cost one binary search.
 */
export function hypervolumeHistory(
  columns: TrialColumns,
  cost: CostKey,
  { cost: costLimit, accuracy: least }: Reference,
  trained: Trained = 'full',
): HypervolumeStep[] {
  const { accuracy, finishedAt } = columns.measures;
  const costs = measureAxis(columns, cost).values;
  const rows: number[] = [];
  for (let row = 0; row < columns.count; row++) if (competes(columns, row, trained) && !Number.isNaN(costs[row])) rows.push(row);
  rows.sort((a, b) => (finishedAt[a] ?? 0) - (finishedAt[b] ?? 0) || a - b);
  const front: { cost: number; accuracy: number }[] = [];
  const steps: HypervolumeStep[] = [];
  const box = costLimit * (1 - least);
  rows.forEach((row, index) => {
    const point = { cost: costs[row] ?? 0, accuracy: accuracy[row] ?? 0 };
    if (!(point.cost < costLimit && point.accuracy > least) || !join(front, point)) return;
    steps.push({ at: finishedAt[row] ?? 0, finished: index + 1, share: areaOf(front, costLimit, least) / box });
  });
  return steps;
}

/** Puts a point on a front sorted by cost, in place of those it beats; false where it is beaten itself. */
function join(front: { cost: number; accuracy: number }[], point: { cost: number; accuracy: number }): boolean {
  let [low, high] = [0, front.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((front[middle]?.cost ?? 0) <= point.cost) low = middle + 1;
    else high = middle;
  }
  const cheaper = front[low - 1];
  if (cheaper !== undefined && cheaper.accuracy >= point.accuracy) return false;
  const start = cheaper !== undefined && cheaper.cost === point.cost ? low - 1 : low;
  let end = low;
  while (end < front.length && (front[end]?.accuracy ?? 0) <= point.accuracy) end++;
  front.splice(start, end - start, point);
  return true;
}

function areaOf(front: readonly { cost: number; accuracy: number }[], costLimit: number, least: number): number {
  return front.reduce((sum, { cost, accuracy }, i) => sum + ((front[i + 1]?.cost ?? costLimit) - cost) * (accuracy - least), 0);
}
