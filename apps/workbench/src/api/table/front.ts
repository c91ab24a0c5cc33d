import type { FrontCost, TrialKind } from '@isoflop/results-store';
import type { budgetRanges } from '@isoflop/search-space';
import type { StudyTable } from './study-table.js';

export interface TableFront {
  readonly cost: FrontCost;
  readonly kind: TrialKind;
  readonly within: ReturnType<typeof budgetRanges>;
}

/**
 * Indices of the complete trials of a kind that no other beats in accuracy at no more cost, cheapest first: one pass from the highest accuracy down. Of those
 * that are equally accurate only the cheapest count, and only where they cost less than all that are more accurate.
 */
export function frontOf(table: StudyTable, { cost, kind, within }: TableFront): number[] {
  const { accuracy, [cost]: costs } = table.numbers;
  const ranges = Object.entries(within) as [FrontCost, { least: number; most: number }][];
  const inside = (index: number) =>
    ranges.every(([key, { least, most }]) => table.numbers[key].at(index) >= least && table.numbers[key].at(index) <= most);
  const front: number[] = [];
  let cheapest = Number.POSITIVE_INFINITY;
  let group: number[] = [];
  const close = () => {
    const least = Math.min(...group.map((index) => costs.at(index)));
    if (group.length > 0 && least < cheapest) {
      front.push(...group.filter((index) => costs.at(index) === least));
      cheapest = least;
    }
    group = [];
  };
  for (const index of table.ordered('accuracy', 'descending')) {
    if (Number.isNaN(accuracy.at(index))) break;
    if (table.stateAt(index) !== 'complete' || table.kindAt(index) !== kind || !inside(index)) continue;
    if (group.length > 0 && accuracy.at(group[0]!) !== accuracy.at(index)) close();
    // One that costs as much as a more accurate one is beaten.
    if (costs.at(index) < cheapest) group.push(index);
  }
  close();
  return front.sort((a, b) => costs.at(a) - costs.at(b) || a - b);
}
