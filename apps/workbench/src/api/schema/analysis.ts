import { z } from 'zod';
import { architecture } from './trial.js';
import { count, maybe } from './values.js';

const estimate = z.strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]) });
const shape = { depth: z.number(), width: z.number(), resolution: z.number() };
const term = z.strictObject({ amplitude: z.number(), exponent: z.number() });

/** What `isoflop fit --json` prints. Shapes are in blocks, effective width and pixels. */
export const fitAnswer = z.strictObject({
  study: z.string(),
  networks: count,
  level: z.number(),
  law: z.strictObject({
    shape: z.strictObject({
      formula: z.string(),
      floor: z.number(),
      terms: z.record(z.string(), term),
      reference: z.strictObject({ ...shape, macs: z.number() }),
      noise: z.number(),
    }),
    compute: z
      .strictObject({ formula: z.string(), referenceMacs: z.number(), floor: estimate, amplitude: estimate, exponent: estimate })
      .optional(),
  }),
  optimum: z.strictObject({
    exponents: z.strictObject({ depth: estimate, width: estimate, resolution: estimate }),
    budgets: z.array(
      z.strictObject({
        ...shape,
        macs: z.number(),
        error: z.number(),
        valley: z.array(z.strictObject({ shares: z.strictObject(shape), error: z.number() })),
      }),
    ),
  }),
  elasticities: z.strictObject({
    trial: count,
    macs: z.number(),
    errorPerTenPercentMacs: z.record(z.string(), estimate),
    best: z.string(),
    isClear: z.boolean(),
  }),
  residuals: z.array(z.strictObject({ trial: count, macs: z.number(), error: z.number(), predicted: z.number(), residual: z.number() })),
  heldOut: z
    .strictObject({
      macs: z.number(),
      networks: count,
      bias: z.number(),
      rootMeanSquare: z.number(),
      inside: z.number(),
      level: z.number(),
    })
    .nullable(),
  warnings: z.array(z.strictObject({ kind: z.string(), text: z.string() })),
});

const correlation = z.strictObject({ value: maybe, low: maybe, high: maybe });

/**
 * What `isoflop scores --json` prints: rank correlations with trained accuracy, each with a 95 % interval, of complete candidates inside the budget. The
 * best by Kendall's tau comes first; `params` and `macs` are always there.
 */
export const scoresAnswer = z.strictObject({
  study: z.string(),
  panel: z.array(z.strictObject({ score: z.string(), networks: count, kendall: correlation, spearman: correlation })),
  /** Why there are no other scores, or nothing to rank; null where there are. */
  reason: z.string().nullable(),
});

/** Shares add up to 1 unless all are 0. */
export const importanceAnswer = z.strictObject({
  metric: z.string(),
  method: z.literal('ped-anova'),
  /** Complete trials that it is from. */
  trials: count,
  importance: z.array(z.strictObject({ name: z.string(), value: z.number() })),
});

export const costBody = z.union([z.strictObject({ architecture: z.record(z.string(), z.json()) }), z.strictObject({ name: z.string() })]);

/** As `isoflop cost --layers --json` prints it, in part. */
export const costAnswer = z.strictObject({
  name: z.string(),
  input: z.strictObject({ height: count, width: count, channels: count }),
  hash: z.string(),
  params: count,
  macs: count,
  flops: count,
  activations: count,
  peakActivationBytes: count,
  weightsBytes: count,
  macsByOp: z.record(z.string(), count),
  layers: z.array(
    z.strictObject({ path: z.string(), op: z.string(), output: z.array(count), params: count, macs: count, activations: count }),
  ),
});

export const architectureAnswer = z.strictObject({ architecture });
export const presetsAnswer = z.strictObject({
  presets: z.array(
    z.strictObject({ name: z.string(), dimensions: z.array(z.strictObject({ name: z.string(), values: z.array(z.json()) })) }),
  ),
});
export const datasetsAnswer = z.strictObject({
  datasets: z.array(
    z.strictObject({ name: z.string(), channels: count, classes: count, height: count, width: count, licence: z.string() }),
  ),
});
export const zooAnswer = z.strictObject({
  networks: z.array(
    z.strictObject({ name: z.string(), family: z.string(), params: count, macs: count, resolution: maybe, source: z.string() }),
  ),
});

export type FitAnswer = z.infer<typeof fitAnswer>;
export type ScoresAnswer = z.infer<typeof scoresAnswer>;
export type ImportanceAnswer = z.infer<typeof importanceAnswer>;
export type CostAnswer = z.infer<typeof costAnswer>;
