import type { Frame } from '../plots/frame.js';
import { type NumberScale, plotScale, px, type ScaleKind } from '../plots/scales.js';
import { extentOf, measureAxis } from '../trials/axes.js';
import type { FrontPoint } from '../trials/compare-fronts.js';
import type { Front } from '../trials/front.js';
import type { TrialColumns } from '../trials/trial-columns.js';

export interface FrontScales {
  readonly x: NumberScale;
  readonly y: NumberScale;
}

export interface FrontView {
  readonly scale: ScaleKind;
  /** Which accuracies are in view: those of all trials, or those from the front's cheapest member up. */
  readonly focus: 'all' | 'front';
  readonly budget: number | null;
  /** Fronts drawn beside the study's own. */
  readonly others: readonly FrontPoint[];
}

/** Scales that show the marks and the budget, with a little room around them. */
export function frontScales(columns: TrialColumns, front: Front, { scale, focus, budget, others }: FrontView, frame: Frame): FrontScales {
  const costs = measureAxis(columns, front.cost).values;
  const { accuracy } = columns.measures;
  const members = focus === 'front' && front.members.length > 1 ? front.members : front.rows;
  const [low, high] = extentOf(costs, front.rows) ?? [0, 1];
  const [worst, best] = extentOf(accuracy, members) ?? [0, 1];
  const extras = [...(budget === null ? [] : [budget]), ...others.map(({ cost }) => cost)];
  const [from, to] = [Math.min(low, ...extras), Math.max(high, ...extras)];
  const least = Math.max(0, Math.min(worst, ...(focus === 'all' ? others.map((point) => point.accuracy) : [])));
  const most = Math.min(1, Math.max(best, ...others.map((point) => point.accuracy)));
  return {
    x: plotScale(scale === 'log' ? [from, to] : [0, to], [frame.left, frame.width - frame.right], scale),
    y: plotScale([least, most], [frame.height - frame.bottom, frame.top], 'linear', 0.05),
  };
}

/** A front, cheapest first, as a path of steps: between two members nothing better is known than the cheaper one. It ends at `right`. */
export function steppedPath(front: readonly FrontPoint[], { x, y }: FrontScales, right: number): string {
  const [first, ...rest] = front;
  if (first === undefined) return '';
  const steps = rest.map(({ cost, accuracy }) => `H${px(x(cost))}V${px(y(accuracy))}`);
  return `M${px(x(first.cost))},${px(y(first.accuracy))}${steps.join('')}H${px(Math.max(right, x(front.at(-1)?.cost ?? first.cost)))}`;
}

export function pointsOf(columns: TrialColumns, { members, cost }: Front): FrontPoint[] {
  const costs = measureAxis(columns, cost).values;
  return members.map((row) => ({ cost: costs[row] ?? 0, accuracy: columns.measures.accuracy[row] ?? 0 }));
}
