import { paretoFront } from '../../pareto/pareto-front.js';
import type { Rng } from '../../rng.js';
import type { Point } from '../../space/compiled-space.js';
import type { Row } from './rows.js';

const BEST = 4;
const OF_FRONT = 8;

/** Points to look near: the best ones, or some of the front; where none is feasible, those that miss by least. */
export function incumbentsOf(rows: readonly Row[], rng: Rng): Point[] {
  const feasible = rows.filter(({ violation }) => violation === 0);
  if (feasible.length === 0) return lowest(rows, ({ violation }) => violation);
  if (feasible[0]!.losses.length === 1) return lowest(feasible, ({ losses }) => losses[0]!);
  const front = paretoFront(feasible.map(({ losses }) => losses)).map((index) => feasible[index]!.point);
  return rng.shuffle(front).slice(0, OF_FRONT);
}

function lowest(rows: readonly Row[], key: (row: Row) => number): Point[] {
  return [...rows]
    .sort((a, b) => key(a) - key(b))
    .slice(0, BEST)
    .map(({ point }) => point);
}

/**
 * The corner below which volume counts: the worst of all values, and at least a tenth of the front's range beyond it. So far
 * out, the ends of the front are worth finding; with one objective it is the best value.
 */
export function referenceOf(front: readonly number[][], values: readonly number[][]): number[] {
  return front[0]!.map((best, i) => {
    if (front[0]!.length === 1) return best;
    const column = front.map((point) => point[i]!);
    const [high, low] = [Math.max(...column), Math.min(...column)];
    return Math.max(high + Math.max(0.1 * (high - low), 0.01), ...values.map((point) => point[i]!));
  });
}
