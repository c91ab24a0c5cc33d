/**
 * What the HTTP API answers and which parameters it takes. The page imports the types from here, so this file imports nothing of Node.
 * Times are milliseconds since 1970; accuracies are 0 to 1; `macs` counts multiply-adds of one image.
 */
import type { Architecture } from '@isoflop/blocks';
import { z } from 'zod';

/** The most trials that one answer holds. */
export const MAX_TRIALS_PER_PAGE = 1000;

const trialKind = z.enum(['search', 'baseline', 'finalist']);
const trialState = z.enum(['queued', 'running', 'complete', 'pruned', 'failed']);
const studyState = z.enum(['created', 'running', 'paused', 'complete', 'failed']);
const trialOrder = z.enum(['number', 'accuracy', 'loss', 'macs', 'params', 'activations', 'weightsBytes', 'seconds', 'imagesPerSecond']);
const count = z.int().nonnegative();
const time = z.number();
const jsonObject = z.record(z.string(), z.json());

export const errorAnswer = z.strictObject({ error: z.string() });

/** One trial in a list: everything but its log, metrics, artifacts and architecture. */
export const trialRow = z.strictObject({
  number: z.int().positive(),
  kind: trialKind,
  label: z.string().nullable(),
  state: trialState,
  attempt: count,
  params: jsonObject,
  architectureHash: z.string(),
  seed: z.int(),
  cost: z.strictObject({ macs: count, params: count, activations: count, weightsBytes: count }),
  accuracy: z.number().nullable(),
  loss: z.number().nullable(),
  seconds: z.number().nullable(),
  imagesPerSecond: z.number().nullable(),
  reason: z.string().nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});

export const trialAnswer = trialRow.extend({
  architecture: z.custom<Architecture>((value) => typeof value === 'object' && value !== null).nullable(),
  metrics: z.array(z.strictObject({ epoch: count, name: z.string(), value: z.number().nullable(), seconds: z.number().nullable() })),
  artifacts: z.array(z.strictObject({ kind: z.string(), path: z.string(), sha256: z.string(), bytes: count, createdAt: time })),
  facts: jsonObject.nullable(),
  logTail: z.string().nullable(),
});

export const trialsAnswer = z.strictObject({
  trials: z.array(trialRow),
  /** Of all pages, with the given states. */
  total: count,
});

/** The complete trials of kind `search` that no other one beats, cheapest first. */
export const frontAnswer = z.strictObject({
  objectives: z.strictObject({ accuracy: z.literal('maximize'), macs: z.literal('minimize') }),
  front: z.array(trialRow),
});

export const studyRow = z.strictObject({
  name: z.string(),
  state: studyState,
  createdAt: time,
  dataset: z.string().nullable(),
  /** Hard limit on a candidate's MACs, where the experiment sets one. */
  budgetMacs: z.number().nullable(),
  /** How many search trials the experiment asks for. */
  plannedTrials: count.nullable(),
  counts: z.record(trialKind, z.record(trialState, count)),
  best: trialRow.nullable(),
  /** The process that holds the study. A `running` study without one, or with one that is not alive, was killed. */
  runner: z.strictObject({ pid: z.int(), host: z.string(), alive: z.boolean() }).nullable(),
});

export const studyAnswer = studyRow.extend({
  /** The experiment file as it was validated. */
  spec: z.json(),
});

export const studiesAnswer = z.strictObject({ studies: z.array(studyRow) });

/** A whole number in a path or query. `Number` alone would take '', '0x10' and '1e3'. */
function wholeNumber(minimum: number, maximum: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, rule)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, rule);
}

export const trialsQuery = z.strictObject({
  limit: wholeNumber(1, MAX_TRIALS_PER_PAGE).default(100),
  offset: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  orderBy: trialOrder.default('number'),
  direction: z.enum(['ascending', 'descending']).default('ascending'),
  /** May be repeated; all states unless given. */
  state: z
    .union([trialState, z.array(trialState)], { error: `must be one or more of ${trialState.options.join(', ')}` })
    .transform((states) => [states].flat())
    .optional(),
});

export const noQuery = z.strictObject({});
export const studyPath = z.strictObject({ study: z.string().min(1) });
export const trialPath = studyPath.extend({ number: wholeNumber(1, Number.MAX_SAFE_INTEGER) });

export type TrialKind = z.infer<typeof trialKind>;
export type TrialState = z.infer<typeof trialState>;
export type StudyState = z.infer<typeof studyState>;
export type ErrorAnswer = z.infer<typeof errorAnswer>;
export type TrialRow = z.infer<typeof trialRow>;
export type TrialAnswer = z.infer<typeof trialAnswer>;
export type TrialsAnswer = z.infer<typeof trialsAnswer>;
export type FrontAnswer = z.infer<typeof frontAnswer>;
export type StudyRow = z.infer<typeof studyRow>;
export type StudyAnswer = z.infer<typeof studyAnswer>;
export type StudiesAnswer = z.infer<typeof studiesAnswer>;
