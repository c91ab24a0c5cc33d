import { TRIAL_ORDERS } from '@isoflop/results-store';
import { z } from 'zod';
import { costKey, trialKind, trialState } from './values.js';

/** The most trials that one answer holds. */
export const MAX_TRIALS_PER_PAGE = 1000;
/** The most curves that one answer holds. */
export const MAX_CURVES = 200;

/** A whole number in a path or query. `Number` alone would take '', '0x10' and '1e3'. */
export function wholeNumber(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER) {
  const rule = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, rule)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, rule);
}

/** A number in a query, such as `0.75`. */
const decimal = z
  .string()
  .regex(/^-?\d{1,16}(\.\d{1,20})?(e-?\d{1,2})?$/i, 'must be a number, such as 0.75')
  .transform(Number);

/** One or more of a list: the parameter may be repeated. */
function someOf<Values extends z.ZodEnum>(values: Values) {
  return z
    .union([values, z.array(values)], { error: `must be one or more of ${values.options.join(', ')}` })
    .transform((given) => [given].flat() as z.output<Values>[])
    .optional();
}

export const trialOrder = z.enum(TRIAL_ORDERS);

const ranges = {
  accuracyFrom: decimal.optional(),
  accuracyTo: decimal.optional(),
  macsFrom: decimal.optional(),
  macsTo: decimal.optional(),
  paramsFrom: decimal.optional(),
  paramsTo: decimal.optional(),
  activationsFrom: decimal.optional(),
  activationsTo: decimal.optional(),
  secondsFrom: decimal.optional(),
  secondsTo: decimal.optional(),
};

export const trialsQuery = z.strictObject({
  limit: wholeNumber(1, MAX_TRIALS_PER_PAGE).default(100),
  offset: wholeNumber(0).default(0),
  orderBy: trialOrder.default('number'),
  direction: z.enum(['ascending', 'descending']).default('ascending'),
  state: someOf(trialState),
  kind: someOf(trialKind),
  ...ranges,
});

export const curvesQuery = z.strictObject({
  trial: z
    .union([wholeNumber(1), z.array(wholeNumber(1)).max(MAX_CURVES)], { error: `must be 1 to ${MAX_CURVES} numbers of trials` })
    .transform((numbers) => [numbers].flat()),
});

export const frontQuery = z.strictObject({ cost: costKey.default('macs'), kind: trialKind.default('search') });
export const fitQuery = z.strictObject({ finalists: z.enum(['true', 'false']).default('false') });
export const importanceQuery = z.strictObject({ metric: z.enum(['accuracy', 'macs', 'seconds']).default('accuracy') });
export const eventsQuery = z.strictObject({ after: wholeNumber(0).default(0), limit: wholeNumber(1, 1000).default(1000) });
/** The cursor that came with what is known; from now on unless given. */
export const streamQuery = z.strictObject({ after: wholeNumber(0).optional() });

export const noParams = z.strictObject({});
export const studyPath = z.strictObject({ study: z.string().min(1) });
export const trialPath = studyPath.extend({ number: wholeNumber(1) });
export const artifactPath = trialPath.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits') });
export const hashPath = z.strictObject({ hash: z.string().min(1).max(200) });

export type TrialsQuery = z.output<typeof trialsQuery>;
export type TrialOrder = z.infer<typeof trialOrder>;
