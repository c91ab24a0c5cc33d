import type { Architecture } from '@isoflop/blocks';
import { AXES } from '../rules/factors.js';
import type { Shape, ShapePoint } from './shape-law.js';

/** A trained network as a study has it. */
export interface TrainedNetwork {
  /** Number of its trial. */
  readonly trial: number;
  readonly architecture: Architecture;
  /** Counted. */
  readonly macs: number;
  /** 1 − accuracy. */
  readonly error: number;
}

/** Depth in blocks, resolution in pixels, and what is left of the cost as width: macs = width² · depth · resolution². */
export function measuredShape({ stages, input }: Architecture, macs: number): Shape {
  const depth = Math.max(
    1,
    stages.reduce((sum, { repeats }) => sum + repeats, 0),
  );
  const resolution = Math.sqrt(input.height * input.width);
  return { depth, width: Math.sqrt(macs / depth) / resolution, resolution };
}

/** Trained networks as points of a shape law, with factors relative to the geometric mean shape, which is returned as well. */
export function shapePoints(networks: readonly TrainedNetwork[]): { points: ShapePoint[]; mean: Shape } {
  const shapes = networks.map(({ architecture, macs }) => measuredShape(architecture, macs));
  const mean = combine((axis) => Math.exp(shapes.reduce((sum, shape) => sum + Math.log(shape[axis]), 0) / shapes.length));
  const points = networks.map(({ macs, error }, i) => ({ macs, error, shape: combine((axis) => shapes[i][axis] / mean[axis]) }));
  return { points, mean };
}

function combine(of: (axis: keyof Shape) => number): Shape {
  return Object.fromEntries(AXES.map((axis) => [axis, of(axis)])) as unknown as Shape;
}
