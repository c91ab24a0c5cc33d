import { z } from 'zod';
import { annotation, metric, trialRow } from './trial.js';
import { count, json, jsonObject, maybe, studyRequest, studyState, time, trialKind, trialState } from './values.js';

/** One study in a list. */
export const studyRow = z.strictObject({
  name: z.string(),
  state: studyState,
  /** What its runner was asked, until it has done so. */
  request: studyRequest.nullable(),
  createdAt: time,
  /** Of the latest thing that happened in it, where its history says so. */
  updatedAt: time,
  dataset: z.string().nullable(),
  sampler: z.string().nullable(),
  /** Hard limits of one image, where the experiment sets them. */
  budget: z.strictObject({
    macs: z.number().optional(),
    params: z.number().optional(),
    activations: z.number().optional(),
    weightsBytes: z.number().optional(),
    /** Milliseconds. */
    latency: z.number().optional(),
    band: z.number().optional(),
  }),
  /** Hard limit on a candidate's MACs, where the experiment sets one. */
  budgetMacs: maybe,
  /** How many search trials the experiment asks for. */
  plannedTrials: count.nullable(),
  counts: z.record(trialKind, z.record(trialState, count)),
  best: trialRow.nullable(),
  frontSize: count,
  /** Area below the front as a share of budget and accuracy; null where there is no budget of MACs. */
  hypervolume: maybe,
  /** Of a study that is being run, from the pace of its last trials. */
  etaSeconds: maybe,
  /** The process that holds the study. A `running` study without one, or with one that is not alive, was killed. */
  runner: z.strictObject({ pid: z.int(), host: z.string(), alive: z.boolean() }).nullable(),
  note: z.string(),
  tags: z.array(z.string()),
});

export const studyAnswer = studyRow.extend({
  /** The experiment file as it was validated. */
  spec: json,
  /** The end of what the process that was started from here printed; empty where none was. */
  log: z.string(),
  cursor: count,
});

export const studiesAnswer = z.strictObject({ studies: z.array(studyRow), cursor: count });

/** The complete trials that no other one of their kind beats, cheapest first. */
export const frontAnswer = z.strictObject({
  objectives: z.record(z.string(), z.enum(['maximize', 'minimize'])),
  front: z.array(trialRow),
  /** In the plane of budget and accuracy; null for other costs than MACs, and without a budget. */
  hypervolume: maybe,
});

const interval = z.strictObject({ mean: z.number(), low: maybe, high: maybe });

export const outcomeAnswer = z.strictObject({
  best: trialRow.nullable(),
  /** Networks retrained from scratch, the most accurate first. `trial` is the one of the search that found it. */
  finalists: z.array(z.strictObject({ trial: count, seeds: count, accuracy: interval, testAccuracy: interval.nullable() })),
  baselines: z.array(trialRow),
  hypervolume: maybe,
});

export const storeEvent = z.strictObject({
  id: count,
  trial: count.nullable(),
  kind: z.string(),
  data: jsonObject,
  at: time,
});

export const eventsAnswer = z.strictObject({ events: z.array(storeEvent) });
export const annotationsAnswer = z.strictObject({ annotations: z.array(annotation) });

/** What went with a study. */
export const deleteAnswer = z.strictObject({ study: z.string(), trials: count, files: count });

/** What the streams send, by the name of the event. */
export const studyStream = {
  change: z.strictObject({ cursor: count, events: z.array(storeEvent), trials: z.array(trialRow), study: studyRow }),
  curves: z.strictObject({ curves: z.array(z.strictObject({ trial: count, attempt: count, metrics: z.array(metric) })) }),
  study: z.strictObject({ study: studyRow }),
  reset: z.strictObject({ cursor: count }),
};
export const listStream = {
  change: z.strictObject({ cursor: count, studies: z.array(studyRow) }),
  gone: z.strictObject({ name: z.string() }),
  reset: z.strictObject({ cursor: count }),
};

export type StudyRow = z.infer<typeof studyRow>;
export type StudyAnswer = z.infer<typeof studyAnswer>;
export type StudiesAnswer = z.infer<typeof studiesAnswer>;
export type FrontAnswer = z.infer<typeof frontAnswer>;
export type OutcomeAnswer = z.infer<typeof outcomeAnswer>;
export type StoreEvent = z.infer<typeof storeEvent>;
export type StudyStream = { [Event in keyof typeof studyStream]: z.infer<(typeof studyStream)[Event]> };
export type ListStream = { [Event in keyof typeof listStream]: z.infer<(typeof listStream)[Event]> };
