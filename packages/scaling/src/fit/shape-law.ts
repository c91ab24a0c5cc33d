import { AXES, type Axis, MACS_POWER } from '../rules/factors.js';
import { ScalingError } from '../scaling-error.js';
import { type AdditiveLaw, lawAt, type PowerTerm } from './additive-law.js';
import {
  BOOTSTRAP,
  type BootstrapOptions,
  type BootstrappedFit,
  bootstrapLaw,
  type Estimate,
  estimate,
  parameterCount,
} from './bootstrap.js';

/** Factors on a reference network, by axis. */
export type Shape = { readonly [A in Axis]: number };

/** A trained network: its shape relative to a reference, its cost and its error. Macs are those of the reference times depth · width² · resolution². */
export interface ShapePoint {
  readonly shape: Shape;
  readonly macs: number;
  /** 1 − accuracy. */
  readonly error: number;
}

/**
 * error = floor + Σ amplitude · factor^(−exponent) over depth, width and resolution: the form of Chinchilla's law (Hoffmann et al. 2022, equation
 * 2) with the three dimensions of a convolutional network in place of parameters and data. Axes that do not vary are left out.
 */
export interface ShapeLaw {
  readonly axes: readonly Axis[];
  /** Multiply-adds of the shape 1, 1, 1. */
  readonly referenceMacs: number;
  readonly fit: BootstrappedFit;
}

/** An axis that spans less than this is not fitted. */
const LEAST_SPAN = 1.1;

/** Fits the law. Throws `ScalingError` where fewer than two axes vary, or there are not more points than parameters. */
export function fitShapeLaw(points: readonly ShapePoint[], options: BootstrapOptions = BOOTSTRAP): ShapeLaw {
  const axes = AXES.filter((axis) => spanOf(points, axis) >= LEAST_SPAN);
  if (axes.length < 2) {
    const spans = AXES.map((axis) => `${axis} ${spanOf(points, axis).toFixed(2)}x`).join(', ');
    throw new ScalingError(
      `shape law: at least two of depth, width and resolution must vary by ${LEAST_SPAN}x, got ${spans}; train other shapes`,
    );
  }
  const needed = parameterCount(axes.length) + 2;
  if (points.length < needed) {
    throw new ScalingError(`shape law: ${axes.length} axes need at least ${needed} trained networks, got ${points.length}; train more`);
  }
  const logs = axes.map((axis) => points.map(({ shape }) => Math.log(shape[axis])));
  const { shape, macs } = points[0];
  const referenceMacs = macs / (shape.depth * shape.width ** 2 * shape.resolution ** 2);
  return {
    axes,
    referenceMacs,
    fit: bootstrapLaw(
      logs,
      points.map(({ error }) => error),
      options,
    ),
  };
}

/** Error that a law gives a shape. */
export function errorAt({ axes, fit }: ShapeLaw, shape: Shape, law: AdditiveLaw = fit.law): number {
  return lawAt(
    law,
    axes.map((axis) => Math.log(shape[axis])),
  );
}

/** The shape of least error at a budget, and its error. */
export interface OptimalShape {
  readonly macs: number;
  readonly shape: Shape;
  readonly error: number;
}

/**
 * Spends a budget so that the next multiply-add lowers the error alike on every axis: amplitude · exponent · factor^(−exponent) divided by
 * the axis's power in the cost is one λ for all (Lagrange), found by bisection. Axes without effect stay at 1.
 */
export function optimalShape({ axes, referenceMacs, fit }: ShapeLaw, macs: number, law: AdditiveLaw = fit.law): OptimalShape {
  const useful = axes.map((axis, k) => ({ axis, ...law.terms[k] })).filter(({ amplitude }) => amplitude > 0);
  const shapeFor = (logLambda: number): Shape => {
    const shape = { depth: 1, width: 1, resolution: 1 };
    for (const { axis, amplitude, exponent } of useful) {
      shape[axis] = Math.exp((Math.log((amplitude * exponent) / MACS_POWER[axis]) - logLambda) / exponent);
    }
    return shape;
  };
  const costFor = (logLambda: number) => {
    const { depth, width, resolution } = shapeFor(logLambda);
    return Math.log(depth) + 2 * Math.log(width) + 2 * Math.log(resolution);
  };
  const target = Math.log(macs / referenceMacs);
  let [low, high] = [-200, 200];
  for (let i = 0; i < 200 && useful.length > 0; i++) {
    const middle = (low + high) / 2;
    if (costFor(middle) > target) low = middle;
    else high = middle;
  }
  const shape = shapeFor((low + high) / 2);
  return {
    macs,
    shape,
    error: lawAt(
      law,
      axes.map((axis) => Math.log(shape[axis])),
    ),
  };
}

/** Powers of the budget with which the factors of the optimal shape grow. They follow from the exponents: power of an axis ∝ 1 / exponent. */
export function budgetExponents({ axes, fit }: ShapeLaw): { readonly [A in Axis]: Estimate } {
  const of = (axis: Axis) => (law: AdditiveLaw) => budgetExponent(axes, law.terms, axis);
  return { depth: estimate(fit, of('depth')), width: estimate(fit, of('width')), resolution: estimate(fit, of('resolution')) };
}

function budgetExponent(axes: readonly Axis[], terms: readonly PowerTerm[], axis: Axis): number {
  const inverse = terms.map(({ amplitude, exponent }) => (amplitude > 0 ? 1 / exponent : 0));
  const total = inverse.reduce((sum, value, k) => sum + value * MACS_POWER[axes[k]], 0);
  const k = axes.indexOf(axis);
  return k < 0 || total === 0 ? 0 : inverse[k] / total;
}

/** What the next 10 % of multiply-adds brings, spent on one axis. */
export interface Elasticities {
  readonly shape: Shape;
  /** Error taken away by 10 % more multiply-adds on this axis alone; missing where the axis was not fitted. */
  readonly gain: { readonly [A in Axis]?: Estimate };
  /** Where the gain is largest. */
  readonly best: Axis;
  /** Whether its interval lies above those of all others. */
  readonly isClear: boolean;
}

/** How much error 10 % more multiply-adds takes away at a shape, axis by axis. */
export function elasticities(law: ShapeLaw, shape: Shape): Elasticities {
  const more = (axis: Axis): Shape => ({ ...shape, [axis]: shape[axis] * 1.1 ** (1 / MACS_POWER[axis]) });
  const gains = law.axes.map((axis) => {
    const gain = estimate(law.fit, (sample) => errorAt(law, shape, sample) - errorAt(law, more(axis), sample));
    return { axis, gain };
  });
  const [first, ...others] = [...gains].sort((a, b) => b.gain.value - a.gain.value);
  return {
    shape,
    gain: Object.fromEntries(gains.map(({ axis, gain }) => [axis, gain])),
    best: first.axis,
    isClear: others.every(({ gain }) => gain.interval[1] < first.gain.interval[0]),
  };
}

/** How far the largest factor of an axis is from the smallest. */
export function spanOf(points: readonly ShapePoint[], axis: Axis): number {
  const factors = points.map(({ shape }) => shape[axis]);
  return Math.max(...factors) / Math.min(...factors);
}
