import { z } from 'zod';
import { studyRow } from './study.js';
import { count, issue, json, jsonObject, sampler } from './values.js';

const text = z.string().max(500_000);

/** A file's text, or its content from a form. */
export const experimentBody = z.union([z.strictObject({ text }), z.strictObject({ experiment: jsonObject })]);
export const createBody = z.union([
  z.strictObject({ text, start: z.boolean().default(true) }),
  z.strictObject({ experiment: jsonObject, start: z.boolean().default(true) }),
]);

/** What a space costs before anything is trained, as `isoflop space --json` prints it. */
export const feasibility = z.strictObject({
  cardinality: z.number(),
  dimensions: count,
  macs: z.strictObject({
    min: z.number(),
    median: z.number(),
    max: z.number(),
    /** From 10 % to 90 % of the points. */
    deciles: z.array(z.number()),
    error: z.number(),
    rankError: z.number(),
    emptyBands: z.array(z.strictObject({ from: z.number(), to: z.number() })),
  }),
  method: z.enum(['listed', 'counted', 'sampled']),
  feasibleFraction: z.number(),
  fractionError: z.number(),
  sampled: count,
  unbuildableFraction: z.number(),
  satisfiable: z.boolean(),
  satisfiableIsCertain: z.boolean(),
  nearest: z
    .looseObject({ macs: z.number(), params: z.number(), activations: z.number(), weightsBytes: z.number(), configuration: json })
    .optional(),
});

/** How long a search would take, by what trials of this store took. */
export const forecast = z.strictObject({
  /** Null where nothing comparable was measured. */
  seconds: z.strictObject({ low: z.number(), median: z.number(), high: z.number() }).nullable(),
  /** What it rests on, or why there is none. */
  basis: z.string(),
});

export const checkAnswer = z.strictObject({
  issues: z.array(issue),
  /** With all defaults; null where something is wrong. */
  experiment: jsonObject.nullable(),
  nameTaken: z.boolean(),
  /** Null where it took too long to find out, too. */
  feasibility: feasibility.nullable(),
  forecast: forecast.nullable(),
});

export const createAnswer = z.strictObject({ study: studyRow, launched: z.boolean() });
export const requestAnswer = z.strictObject({ outcome: z.enum(['told', 'settled']) });
export const resumeBody = z.strictObject({
  trials: z.int().min(1).max(100_000).optional(),
  macs: z.number().positive().optional(),
  sampler: sampler.optional(),
  workers: z.int().min(1).max(256).optional(),
});
export const resumeAnswer = z.strictObject({ outcome: z.enum(['told', 'launched']) });
export const enqueueBody = z.union([z.strictObject({ params: jsonObject }), z.strictObject({ architecture: jsonObject })]);
export const rerunBody = z.strictObject({ seed: z.int().min(0).max(0x7fffffff).optional() });
export const forkBody = z.strictObject({ name: z.string().min(1).max(200), at: z.int().min(1).optional() });
export const forkAnswer = z.strictObject({ study: studyRow });
export const emptyBody = z.strictObject({});

export type Feasibility = z.infer<typeof feasibility>;
export type Forecast = z.infer<typeof forecast>;
export type CheckAnswer = z.infer<typeof checkAnswer>;
