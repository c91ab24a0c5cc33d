import { type CategoryValue, categorical, choice, float, int, type Parameter } from 'hyperopt-js';
import type { ParamValue } from './architecture-space.js';

/** What a dimension may be: a list of values, or branches with dimensions of their own that exist only when the branch is taken. */
export type DimensionList = readonly CategoryValue[] | { readonly [branch: string]: DimensionLists };

/** Dimensions by name. */
export interface DimensionLists {
  readonly [name: string]: DimensionList;
}

/** The values that a point has, by the lists it was made of. */
export type ValuesOf<L> = { readonly [K in keyof L]: ValueOfList<L[K]> };

type ValueOfList<D> = D extends readonly (infer T)[] ? T : { [B in keyof D]: { readonly kind: B } & ValuesOf<D[B]> }[keyof D];

/**
 * The sampler's parameter for a list. Evenly spaced numbers are an ordered range, so that a sampler can tell near from far; any other
 * list is a set of choices.
 */
export function parameterFor(list: DimensionList): Parameter {
  if (!isList(list)) {
    const branches = Object.entries(list).map(([branch, inner]) => [branch, mapLists(inner, parameterFor)] as const);
    return choice(Object.fromEntries(branches));
  }
  const sorted = valuesFor(list) as readonly CategoryValue[];
  return isNumeric(sorted) ? numericParameter(sorted) : categorical(sorted);
}

function numericParameter(sorted: readonly number[]): Parameter {
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  const step = sorted.length > 1 ? sorted[1] - low : 0;
  const even = step > 0 && sorted.every((value, i) => Math.abs(value - (low + i * step)) < 1e-9);
  if (!even) return categorical(sorted);
  return sorted.every(Number.isInteger) ? int(low, high, { step }) : float(low, high, { step });
}

/** All values of a dimension: numbers ascending, other lists as they stand, branches with every combination of their own dimensions. */
export function valuesFor(list: DimensionList): readonly ParamValue[] {
  if (isList(list)) return isNumeric(list) ? [...list].sort((a, b) => a - b) : list;
  return Object.entries(list).flatMap(([kind, inner]) => combinations(inner).map((values) => ({ kind, ...values })));
}

function combinations(lists: DimensionLists): Readonly<Record<string, ParamValue>>[] {
  return Object.entries(lists).reduce<Readonly<Record<string, ParamValue>>[]>(
    (points, [name, list]) => points.flatMap((point) => valuesFor(list).map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

/** The first value as listed. */
export function firstOf(list: DimensionList): ParamValue {
  if (isList(list)) return list[0];
  const [kind, inner] = Object.entries(list)[0];
  return { kind, ...mapLists(inner, firstOf) };
}

/** Applies a function to every list. */
export function mapLists<T>(lists: DimensionLists, make: (list: DimensionList) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, make(list)]));
}

/**
 * The place of a value among all of a dimension, or -1. A sampler computes values of an even range as low + k·step, which may differ from
 * the listed ones in the last bit.
 */
export function placeOf(values: readonly ParamValue[], value: ParamValue): number {
  return values.findIndex((candidate) => isSame(candidate, value));
}

function isSame(a: ParamValue, b: ParamValue): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) < 1e-9;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && isSame(a[name], b[name]));
}

function isList(list: DimensionList): list is readonly CategoryValue[] {
  return Array.isArray(list);
}

function isNumeric(list: readonly CategoryValue[]): list is readonly number[] {
  return list.every((value) => typeof value === 'number');
}
