import { categorical, float, int, type Parameter } from 'hyperopt-js';
import { z } from 'zod';

/** A list of different numbers for the whole network, in an experiment file. */
export function choices<T extends z.ZodType<number>>(value: T) {
  return z
    .array(value)
    .min(1)
    .refine((list) => new Set(list).size === list.length, {
      error: 'values must differ',
      params: { mend: 'remove the one that stands twice' },
    });
}

/** As `choices`, or `{ perStage: [...] }` for a choice of its own in every stage. */
export function stageChoices<T extends z.ZodType<number>>(value: T) {
  return z.union([choices(value), z.strictObject({ perStage: choices(value) })]);
}

export type StageChoices = readonly number[] | { readonly perStage: readonly number[] };

/**
 * The sampler's parameter for a list of numbers. An evenly spaced list is an ordered range, so that a sampler can tell near from far;
 * any other list is a set of choices.
 */
export function parameterFor(values: readonly number[]): Parameter {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  const step = sorted.length > 1 ? sorted[1] - low : 0;
  const even = step > 0 && sorted.every((value, i) => Math.abs(value - (low + i * step)) < 1e-9);
  if (!even) return categorical(sorted);
  return sorted.every(Number.isInteger) ? int(low, high, { step }) : float(low, high, { step });
}

/** Dimensions named `depth`, or `stage1.depth`, `stage2.depth`, …, with their values as listed. */
export function expandStages(name: string, listed: StageChoices, stages: number): [name: string, values: readonly number[]][] {
  if (!('perStage' in listed)) return [[name, listed]];
  return Array.from({ length: stages }, (_, stage) => [`stage${stage + 1}.${name}`, listed.perStage]);
}
