import { errorAt, type OptimalShape, optimalShape, type Shape, type ShapeLaw } from './shape-law.js';

/** A way to share growth out, and the error that the law gives it. */
export interface ValleyPoint {
  /** Shares of depth, width and resolution in the logarithm of the growth; they add up to 1. */
  readonly shares: Shape;
  readonly shape: Shape;
  readonly error: number;
}

/** One iso-FLOP valley: the same budget, shared out in every way. */
export interface Valley {
  readonly optimum: OptimalShape;
  readonly points: readonly ValleyPoint[];
}

/**
 * The valley at a budget: growth from the optimum at `fromMacs` is shared out to the axes in `divisions`-ths, those that the law leaves
 * out included, with a share of 0.
 */
export function isoFlopValley(law: ShapeLaw, fromMacs: number, macs: number, divisions = 6): Valley {
  const { shape: from } = optimalShape(law, fromMacs);
  const growth = macs / fromMacs;
  const has = (axis: keyof Shape) => law.axes.includes(axis);
  const points: ValleyPoint[] = [];
  for (let d = 0; d <= divisions; d++) {
    for (let w = 0; w <= divisions - d; w++) {
      const shares = { depth: d / divisions, width: w / divisions, resolution: (divisions - d - w) / divisions };
      if ((['depth', 'width', 'resolution'] as const).some((axis) => shares[axis] > 0 && !has(axis))) continue;
      const shape = {
        depth: from.depth * growth ** shares.depth,
        width: from.width * growth ** (shares.width / 2),
        resolution: from.resolution * growth ** (shares.resolution / 2),
      };
      points.push({ shares, shape, error: errorAt(law, shape) });
    }
  }
  return { optimum: optimalShape(law, macs), points };
}
