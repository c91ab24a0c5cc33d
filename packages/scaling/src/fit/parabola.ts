import type { Axis } from '../rules/factors.js';
import type { ShapePoint } from './shape-law.js';

/**
 * The customary way, kept to show its bias: per budget a parabola in the logarithm of one factor, then a power law through the vertices (Hoffmann
 * et al. 2022, approach 2). Returns the power of the budget with which the vertex grows. Valleys are no parabolas: on a wide or off-centre grid
 * the answer is wrong even without noise. `budgets` are points of equal cost each.
 */
export function parabolaExponent(budgets: readonly (readonly ShapePoint[])[], axis: Axis): number {
  const vertices = budgets.map((points) => {
    const x = points.map(({ shape }) => Math.log(shape[axis]));
    return {
      x: Math.log(points[0].macs),
      y: parabolaVertex(
        x,
        points.map(({ error }) => error),
      ),
    };
  });
  return slope(vertices);
}

/** Where the least-squares parabola through (x, y) has its vertex. */
export function parabolaVertex(x: readonly number[], y: readonly number[]): number {
  const mean = average(x);
  const centred = x.map((value) => value - mean);
  const [s2, s3, s4] = [2, 3, 4].map((power) => average(centred.map((value) => value ** power)));
  const [meanY, y1, y2] = [0, 1, 2].map((power) => average(centred.map((value, i) => value ** power * y[i])));
  const a = (s2 * (y2 - s2 * meanY) - s3 * y1) / (s2 * (s4 - s2 ** 2) - s3 ** 2);
  const b = (y1 - s3 * a) / s2;
  return mean - b / (2 * a);
}

function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const [mx, my] = [average(points.map(({ x }) => x)), average(points.map(({ y }) => y))];
  const cross = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  return cross / points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
