import { z } from 'zod';
import type { DimensionList } from '../dimensions.js';

/** A list of different values for the whole network, in an experiment file. */
export function choices<T extends z.ZodType<number | string | boolean>>(value: T) {
  return z
    .array(value)
    .min(1)
    .refine((list) => new Set(list).size === list.length, {
      error: 'values must differ',
      params: { mend: 'remove the one that stands twice' },
    })
    .meta({ uniqueItems: true });
}

/** As `choices`, or `{ perStage: [...] }` for a choice of its own in every stage. */
export function stageChoices<T extends z.ZodType<number | string>>(value: T) {
  return z.union([choices(value), z.strictObject({ perStage: choices(value) })]);
}

export type StageChoices = readonly number[] | { readonly perStage: readonly number[] };

/** Lists some of whose names are made of a stage's number. */
export interface NamedLists {
  readonly [name: string]: readonly (number | string)[];
  readonly resolution: readonly number[];
  readonly width: readonly number[];
}

/** Heights and widths of the image in pixels. */
export const resolutionField = choices(z.int().min(4).max(2048)).describe('heights and widths of the image in pixels');

/** Factors for the channels of the whole network. */
export const widthField = choices(z.number().gt(0).max(16)).describe('factors for all channels, which are rounded to multiples of 8');

export const kernelValue = z
  .int()
  .min(1)
  .max(31)
  .refine((k) => k % 2 === 1, { error: 'kernel must be odd', params: { mend: 'use 3 or 5' } })
  .meta({ not: { multipleOf: 2 } });

/** Strides of the stages, as published unless a file says otherwise. */
export function stridesField(published: readonly number[]) {
  return z
    .array(z.int().min(1).max(4))
    .length(published.length)
    .default([...published])
    .describe(`of the ${published.length} stages`);
}

export const activationField = z.enum(['relu', 'relu6', 'silu', 'hard-swish']);

/** Dimensions named `depth`, or `stage1.depth`, `stage2.depth`, …, with their values as listed. */
export function expandStages(name: string, listed: StageChoices, stages: number): Record<string, readonly number[]> {
  if (!('perStage' in listed)) return { [name]: listed };
  return Object.fromEntries(Array.from({ length: stages }, (_, stage) => [`stage${stage + 1}.${name}`, listed.perStage]));
}

/** The name under which a stage, counted from 0, finds a dimension: its own or the whole network's. */
export function stageDimension(lists: { readonly [name: string]: DimensionList }, name: string, stage: number): string {
  const own = `stage${stage + 1}.${name}`;
  return own in lists ? own : name;
}

/** Published repeats with blocks added or taken away, at least one left, each number once. */
export function repeatsAround(repeats: number, extra: readonly number[]): readonly number[] {
  return [...new Set(extra.map((more) => Math.max(1, repeats + more)))];
}

/** A list with the published value first where it is in the list, so that the base network is the published one. */
export function firstOfAll<T>(published: T, list: readonly T[]): readonly T[] {
  return list.includes(published) ? [published, ...list.filter((value) => value !== published)] : list;
}
