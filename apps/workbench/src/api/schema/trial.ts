import type { Architecture } from '@isoflop/blocks';
import { z } from 'zod';
import { count, json, jsonObject, maybe, time, trialKind, trialState } from './values.js';

/** One trial in a list: everything but its log, metrics, artifacts and architecture. */
export const trialRow = z.strictObject({
  number: z.int().positive(),
  kind: trialKind,
  label: z.string().nullable(),
  /** The number of the trial that this one measures again. */
  rerunOf: count.nullable(),
  /** Numbers of the trials that it was made of: one where it is a mutation, two where they were crossed, none where it was not bred. */
  parents: z.array(count),
  state: trialState,
  attempt: count,
  /** Who ran its latest attempt: `1`, `2`, … are slots of the study's own process, others are workers. Null where nobody did or it is not known. */
  worker: z.string().nullable(),
  params: jsonObject,
  architectureHash: z.string(),
  seed: z.int(),
  cost: z.strictObject({ macs: count, params: count, activations: count, weightsBytes: count }),
  accuracy: maybe,
  loss: maybe,
  seconds: maybe,
  imagesPerSecond: maybe,
  /** Trained epochs of what is over, where known: those of a trial that was stopped early are its rung. */
  epochs: maybe,
  /** How long its latest attempt was to be trained, where that is known. */
  plannedEpochs: maybe,
  /** Of one image, where it was measured. */
  latencyMs: maybe,
  reason: z.string().nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});

export const metric = z.strictObject({ epoch: count, name: z.string(), value: maybe, seconds: maybe });

export const architecture = z.custom<Architecture>((value) => typeof value === 'object' && value !== null).meta({ type: 'object' });

export const annotation = z.strictObject({
  /** Null for the study itself. */
  trial: count.nullable(),
  /** Markdown by custom. */
  note: z.string(),
  tags: z.array(z.string()),
  updatedAt: time,
});

export const annotationChange = z.strictObject({
  note: z.string().max(100_000).optional(),
  tags: z.array(z.string().min(1).max(100)).max(100).optional(),
});

export const trialAnswer = trialRow.extend({
  architecture: architecture.nullable(),
  metrics: z.array(metric),
  artifacts: z.array(z.strictObject({ kind: z.string(), path: z.string(), sha256: z.string(), bytes: count, createdAt: time })),
  facts: jsonObject.nullable(),
  logTail: z.string().nullable(),
  note: z.string(),
  tags: z.array(z.string()),
});

export const rowsAnswer = z.strictObject({ trials: z.array(trialRow) });

export const trialsAnswer = z.strictObject({
  trials: z.array(trialRow),
  /** Of all pages, with the given filters. */
  total: count,
  /** For the stream: what is newer than this answer. */
  cursor: count,
});

/** Arrays have one entry per trial, in the order of numbers from 1. */
export const columnsAnswer = z.strictObject({
  cursor: count,
  count,
  /** Of the study; times are milliseconds after it. */
  createdAt: time,
  kinds: z.array(trialKind),
  states: z.array(trialState),
  /** Indices of `kinds` and `states`. */
  kind: z.array(count),
  state: z.array(count),
  attempt: z.array(count),
  seed: z.array(z.int()),
  rerunOf: z.array(maybe),
  macs: z.array(count),
  params: z.array(count),
  activations: z.array(count),
  weightsBytes: z.array(count),
  accuracy: z.array(maybe),
  loss: z.array(maybe),
  seconds: z.array(maybe),
  imagesPerSecond: z.array(maybe),
  epochs: z.array(maybe),
  plannedEpochs: z.array(maybe),
  latencyMs: z.array(maybe),
  startedAt: z.array(maybe),
  finishedAt: z.array(maybe),
  /** The points of the space: codes are indices of `values`, null where a trial lacks the dimension. */
  dimensions: z.array(z.strictObject({ name: z.string(), values: z.array(json), codes: z.array(count.nullable()) })),
  /** By trial number, where there is one. */
  labels: z.record(z.string(), z.string()),
  /** Of each trial, the numbers of those that it was made of. */
  parents: z.array(z.array(count)),
  /** Who ran them: codes as those of `dimensions`. */
  workers: z.strictObject({ values: z.array(z.string()), codes: z.array(count.nullable()) }),
  /** Why trials failed or were stopped: codes as those of `dimensions`. */
  reasons: z.strictObject({ values: z.array(z.string()), codes: z.array(count.nullable()) }),
});

export const curvesAnswer = z.strictObject({ curves: z.array(z.strictObject({ trial: count, metrics: z.array(metric) })) });

export type TrialRow = z.infer<typeof trialRow>;
export type MetricRow = z.infer<typeof metric>;
export type TrialAnswer = z.infer<typeof trialAnswer>;
export type TrialsAnswer = z.infer<typeof trialsAnswer>;
export type ColumnsAnswer = z.infer<typeof columnsAnswer>;
export type CurvesAnswer = z.infer<typeof curvesAnswer>;
export type AnnotationRow = z.infer<typeof annotation>;
