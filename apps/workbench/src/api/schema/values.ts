import { z } from 'zod';

/** Counts and times that many answers have. Times are milliseconds since 1970, accuracies 0 to 1. */
export const count = z.int().nonnegative();
export const time = z.number();
export const maybe = z.number().nullable();
export const json = z.json();
export const jsonObject = z.record(z.string(), json);

export const trialKind = z.enum(['search', 'baseline', 'finalist']);
export const trialState = z.enum(['queued', 'running', 'complete', 'pruned', 'failed']);
export const studyState = z.enum(['created', 'running', 'paused', 'complete', 'failed']);
export const studyRequest = z.enum(['pause', 'stop', 'cancel']);
export const sampler = z.enum(['auto', 'random', 'tpe', 'evolution', 'nsga2']);
export const costKey = z.enum(['macs', 'params', 'activations', 'weightsBytes']);

/** A line of a file, counted from 1. */
export const issue = z.strictObject({ line: count, column: count, message: z.string() });

/** Every error is answered so; `code` where a program can do something about it. */
export const errorAnswer = z.strictObject({
  error: z.string(),
  code: z.enum(['csrf', 'token', 'read-only', 'rate', 'busy']).optional(),
  issues: z.array(issue).optional(),
});

export type TrialKind = z.infer<typeof trialKind>;
export type TrialState = z.infer<typeof trialState>;
export type StudyState = z.infer<typeof studyState>;
export type Issue = z.infer<typeof issue>;
export type ErrorAnswer = z.infer<typeof errorAnswer>;
