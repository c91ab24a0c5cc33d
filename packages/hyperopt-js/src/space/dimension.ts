import type { CategoryValue, FloatParameter, IntParameter } from './parameter.js';

/**
 * One coordinate of a compiled space. Samplers see numbers only: a numeric parameter as a place in [0, 1], a categorical
 * one as the index of its choice. A dimension owns the mapping between that number and the user's value.
 */
export interface Dimension {
  /** Where the parameter is, e.g. `head.dense.units`. */
  readonly path: string;
  readonly numeric: boolean;
  /** How many values there are; Infinity where continuous. */
  readonly levels: number;
  /** The dimension (a choice) that must equal `branch` for this one to exist; -1 where it always does. */
  readonly parent: number;
  readonly branch: number;
  /** The user's value as a coordinate. Throws when the value is not one of the parameter's. */
  encode(value: unknown): number;
  /** The user's value of a coordinate; numeric coordinates are clamped to [0, 1] and put on their step. */
  decode(coordinate: number): CategoryValue;
  /** The coordinate put on its step: what encoding its decoded value gives. */
  snap(coordinate: number): number;
  /** The coordinate of the value number `level`, counted from 0 to `levels - 1`. */
  at(level: number): number;
}

type Place = Pick<Dimension, 'path' | 'parent' | 'branch'>;

/** The dimension of a float or int. A stepped value sits in the middle of its cell, so every level is equally wide. */
export function numericDimension(place: Place, parameter: FloatParameter | IntParameter): Dimension {
  const { low, high, log, step } = parameter;
  const levels = step === undefined ? (low === high ? 1 : Number.POSITIVE_INFINITY) : Math.round((high - low) / step) + 1;
  const half = (step ?? 0) / 2;
  const first = log ? Math.log(Math.max(low - half, low / 2)) : low - half;
  const width = levels === 1 ? 1 : (log ? Math.log(high + half) : high + half) - first;
  const onGrid = (value: number): number => {
    const gridded = step === undefined ? value : low + Math.round((value - low) / step) * step;
    // Adding zero turns -0 into 0, which JSON cannot tell apart.
    return Math.min(high, Math.max(low, gridded)) + 0;
  };
  const coordinateOf = (value: number): number =>
    levels === 1 || width === 0 ? 0.5 : Math.min(1, Math.max(0, ((log ? Math.log(value) : value) - first) / width));
  const encode = (value: unknown): number => {
    checkNumber(place.path, value, parameter);
    return coordinateOf(value);
  };
  const decode = (coordinate: number): number => {
    if (levels === 1) return low;
    const at = first + Math.min(1, Math.max(0, coordinate)) * width;
    return onGrid(log ? Math.exp(at) : at);
  };
  return {
    ...place,
    numeric: true,
    levels,
    encode,
    at: (level) => encode(onGrid(low + level * (step ?? 0))),
    decode,
    snap: (coordinate) => coordinateOf(decode(coordinate)),
  };
}

function checkNumber(path: string, value: unknown, parameter: FloatParameter | IntParameter): asserts value is number {
  const { low, high, step, type } = parameter;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`${path}: must be a finite number in [${low}, ${high}], got ${String(value)}; give a number`);
  }
  if (value < low || value > high) throw new Error(`${path}: must be in [${low}, ${high}], got ${value}; clamp it or widen the ${type}`);
  if (step === undefined) return;
  const steps = (value - low) / step;
  if (Math.abs(steps - Math.round(steps)) > 1e-6) {
    throw new Error(`${path}: must be ${low} plus whole steps of ${step}, got ${value}; use ${low + Math.round(steps) * step}`);
  }
}

/** The dimension of a categorical parameter, or of the branch names of a choice. */
export function categoricalDimension(place: Place, choices: readonly CategoryValue[]): Dimension {
  const indexOf = new Map(choices.map((value, index) => [value, index]));
  return {
    ...place,
    numeric: false,
    levels: choices.length,
    encode(value) {
      const index = indexOf.get(value as CategoryValue);
      if (index !== undefined) return index;
      throw new Error(`${place.path}: must be one of ${JSON.stringify(choices)}, got ${JSON.stringify(value)}; use one of the list`);
    },
    decode: (coordinate) => choices[coordinate]!,
    snap: (coordinate) => coordinate,
    at: (level) => level,
  };
}
