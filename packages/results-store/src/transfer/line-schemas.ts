import { z } from 'zod';
import { STUDY_STATES } from '../records/study.js';
import { areParents, TRIAL_KINDS, TRIAL_STATES } from '../records/trial.js';

/** What each kind of line of an exported study holds. */

const text = z.string().refine((value) => !value.includes('\u0000'), 'must not hold the character U+0000');
const name = text.min(1);
const whole = z.int();
const count = whole.min(0);
const object = z.record(z.string(), z.json());
const measured = z.number().nullable();

const metric = z.strictObject({ epoch: count, name, value: measured, seconds: measured });
const artifact = z.strictObject({ kind: name, path: name, sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count, createdAt: whole });

export const trialSchema = z
  .strictObject({
    number: whole.min(1),
    kind: z.enum(TRIAL_KINDS),
    label: name.nullable(),
    /** Versions before schema 0003 have none. */
    rerunOf: whole.min(1).nullable().default(null),
    /** Versions before schema 0005 have none, nor a worker, nor planned epochs. */
    parents: z.array(whole.min(1)).default([]),
    state: z.enum(TRIAL_STATES),
    attempt: count,
    worker: name.nullable().default(null),
    plannedEpochs: count.nullable().default(null),
    params: object,
    architectureHash: name,
    seed: whole,
    cost: z.strictObject({ macs: count, params: count, activations: count, weightsBytes: count }),
    accuracy: z.number().min(0).max(1).nullable(),
    loss: measured,
    seconds: measured,
    imagesPerSecond: measured,
    reason: text.nullable(),
    logTail: text.nullable(),
    facts: object.nullable(),
    createdAt: whole,
    startedAt: whole.nullable(),
    finishedAt: whole.nullable(),
  })
  .refine(({ state, accuracy }) => state !== 'complete' || accuracy !== null, {
    path: ['accuracy'],
    error: 'a complete trial must have one',
  })
  .refine(({ state, reason }) => (state !== 'failed' && state !== 'pruned') || reason !== null, {
    path: ['reason'],
    error: 'it must say why',
  })
  .refine(({ number, parents }) => areParents(parents, number), {
    path: ['parents'],
    error: 'must be earlier trials, each once',
  });

export const lineSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('study'),
    format: z.literal('isoflop-study/1'),
    name,
    spec: z.json(),
    state: z.enum(STUDY_STATES),
    createdAt: whole,
    samplerState: z.json().optional(),
  }),
  z.strictObject({ type: z.literal('architecture'), hash: name, architecture: object }),
  z.strictObject({ type: z.literal('trial'), trial: trialSchema, metrics: z.array(metric), artifacts: z.array(artifact) }),
  z.strictObject({ type: z.literal('sampler-record'), index: count, record: z.json() }),
  z.strictObject({ type: z.literal('annotation'), trial: whole.min(1).nullable(), note: text, tags: z.array(name), updatedAt: whole }),
  z.strictObject({ type: z.literal('event'), trial: whole.min(1).nullable(), kind: name, data: object, at: whole }),
  z.strictObject({ type: z.literal('end'), trials: count, lines: count }),
]);

export type Line = z.infer<typeof lineSchema>;

/** The first thing wrong, as `trial.accuracy: …`. */
export function firstIssue({ issues }: z.ZodError): string {
  const issue = issues[0]!;
  const path = issue.path.join('.');
  return `${path === '' ? 'the line' : path}: ${issue.message}`;
}
