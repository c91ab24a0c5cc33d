import { z } from 'zod';
import { BUDGET_KEYS } from './budget.js';
import { spaceSchema } from './presets/registry.js';
import { parseMilliseconds, parseQuantity, parseShare, QUANTITY, SHARE, SHORT_TIME } from './quantity.js';
import { recipeChangesSchema } from './recipe-changes.js';

/** A number that people write with a unit: `parse` gives undefined for what breaks `rule`. */
function quantityOf<Written>(
  written: z.ZodType<Written, Written>,
  parse: (value: Written) => number | undefined,
  { rule, mend, examples }: { readonly rule: string; readonly mend: string; readonly examples: string },
) {
  return written
    .transform((value, context) => {
      const parsed = parse(value);
      if (parsed !== undefined) return parsed;
      context.addIssue({ code: 'custom', message: rule, params: { mend } });
      return z.NEVER;
    })
    .describe(examples);
}

/** A positive number that may be written with k, M or G. */
export const count = quantityOf(
  z.union([z.number().meta({ exclusiveMinimum: 0 }), z.string().meta({ pattern: QUANTITY.source })]),
  parseQuantity,
  {
    rule: 'a count must be a positive number, with k, M or G if you like',
    mend: 'write 2M or 2000000',
    examples: 'a count: 2000000, 2M, 1.5G',
  },
);

/** A percentage above 0 and at most 50, as a share. */
export const share = quantityOf(
  z.union([z.number().meta({ exclusiveMinimum: 0, maximum: 0.5 }), z.string().meta({ pattern: SHARE.source })]),
  parseShare,
  { rule: 'a band must be a percentage above 0% and at most 50%', mend: 'write 2%', examples: 'a share: 2%, 0.02' },
);

/** Milliseconds, once parsed; what was parsed before, such as the experiment of a stored study, is a number. */
const shortTime = quantityOf(
  z.union([z.string().meta({ pattern: SHORT_TIME.source }), z.number().gt(0).meta({ description: 'milliseconds' })]),
  (value) => (typeof value === 'number' ? value : parseMilliseconds(value)),
  { rule: 'a time must be a positive number with us, ms or s', mend: 'write 5ms', examples: 'a short time: 5ms, 0.8s' },
);

/** What suggests candidates. */
export const SAMPLERS = ['auto', 'random', 'tpe', 'evolution', 'nsga2'] as const;

/** What trains them. */
export const BACKENDS = ['auto', 'cuda', 'cpu', 'wasm', 'webgpu'] as const;

/** Scaling rules that the base network may be grown by for comparison. */
export const BASELINE_RULES = ['depth', 'width', 'resolution', 'compound'] as const;

const fidelitySchema = z.strictObject({
  method: z
    .enum(['asha', 'hyperband'])
    .default('asha')
    .describe('asynchronous successive halving, or several of them that begin to stop candidates later and later'),
  epochs: z
    .array(z.int().min(1).max(10_000))
    .min(2)
    .refine((epochs) => epochs.every((epoch, i) => i === 0 || epoch * epochs[0] === epochs[i - 1] * epochs[1]) && epochs[1] > epochs[0], {
      error: 'each rung must be the same factor above the one before',
      params: { mend: 'write for example [1, 3, 9]' },
    })
    .describe('the rungs: after each but the last only the best 1/factor go on; the last is a whole training'),
});

/** What training learns from the data set, and other evaluators must be told. */
const dataShape = { channels: z.int().min(1).max(1024).default(3), classes: z.int().min(2).max(100_000).default(10) };

const fraction = z.number().gt(0).lt(1);

/** How networks are trained and on which images, apart from how long. */
const trainingFields = {
  recipe: z.string().default('quick').describe('by name: quick, standard, efficientnet, mobilenetv2, regnet-plain, …'),
  changes: recipeChangesSchema.optional().describe('fields of the recipe to replace'),
  trainImages: z.int().min(10).optional().describe('images of the training split to use; all when left out'),
  validationImages: z.int().min(10).optional(),
  validationFraction: fraction.optional().describe('share of the official training images that validates; 1/6 when left out'),
  testFraction: fraction.optional().describe('share of the images that tests, where the data has no test set; 1/6 when left out'),
  imageSize: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe('side in pixels that pictures of a folder or TFRecord are brought to, before each network resizes them'),
  strict: z.boolean().optional().describe('refuse data with anything unreadable in it, instead of leaving that out'),
};

/** The parts of an experiment file; other files have some of them. */
export const fileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a study name must be letters, digits, dot, dash and underscore, at most 100')
    .describe('name of the study in the results store'),
  dataset: z
    .string()
    .min(1)
    .describe('a known data set, or a path: IDX files, CIFAR binaries, pictures in a folder per class, TFRecord or .npz'),
  space: spaceSchema,
  budget: z
    .strictObject({
      macs: count.optional().describe('multiply-adds'),
      params: count.optional().describe('learnable values'),
      activations: count.optional().describe('values put out by convolutions and dense layers'),
      weightsBytes: count.optional().describe('bytes of learnable values and running averages as float32'),
      latency: shortTime
        .optional()
        .describe(
          'time of one image on this machine, the median of many; a network that takes longer is recorded as failed and never trained',
        ),
      band: share.optional().describe('compare only networks whose multiply-adds are within this share of macs, on both sides: 2%'),
    })
    .refine((budget) => budget.latency !== undefined || BUDGET_KEYS.some((key) => budget[key] !== undefined), {
      error: 'a budget must limit something',
      params: { mend: 'write for example macs: 2M' },
    })
    .refine((budget) => budget.band === undefined || budget.macs !== undefined, {
      path: ['band'],
      error: 'a band must have multiply-adds to lie around',
      params: { mend: 'add macs to the budget, or remove band' },
    })
    .describe('hard limits of one image, batch 1'),
  search: z.strictObject({
    sampler: z.enum(SAMPLERS).default('auto'),
    trials: z.int().min(1).max(100_000).describe('candidates to train'),
    seed: z.int().min(0).max(0x7fffffff).default(1),
    fidelity: fidelitySchema.optional().describe('stops the weaker candidates early; each that goes on keeps what it has learned'),
  }),
  evaluator: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('train').describe('train every candidate for real') }),
      z.strictObject({
        kind: z.literal('table').describe('look accuracies up instead of training'),
        file: z.string().min(1).describe('JSON of trained networks, as NAS-Bench-Macro publishes it; relative to this file'),
        ...dataShape,
      }),
      z.strictObject({
        kind: z.literal('module').describe('call a function of yours'),
        file: z
          .string()
          .min(1)
          .describe('JavaScript module whose default export is (candidate, context) => metrics; relative to this file'),
        ...dataShape,
      }),
    ])
    .default({ kind: 'train' })
    .describe('what measures a candidate'),
  limits: z
    .strictObject({
      minutes: z.number().gt(0).optional().describe('no candidate is started after so many minutes of a run'),
      trainingFlops: count.optional().describe('no candidate is started once the study has spent this on training, finalists included'),
    })
    .default({})
    .describe('ends a study before all its trials are done; --resume goes on'),
  finalists: z
    .strictObject({
      count: z.int().min(1).max(1000).default(3).describe('networks of the front to retrain, the most accurate first'),
      epochs: z.int().min(1).max(10_000),
      seeds: z.int().min(1).max(100).default(3),
      training: z.strictObject(trainingFields).optional().describe('how they are trained, where that is otherwise than in the search'),
    })
    .optional()
    .describe('retrained from scratch when the search is done; the only ones for which the test set is read'),
  baselines: z
    .array(z.enum(BASELINE_RULES))
    .default([])
    .describe('scale the base network by these rules to the same multiply-adds, train and compare'),
  training: z
    .strictObject({
      ...trainingFields,
      scores: z
        .boolean()
        .optional()
        .describe('score every candidate before it is trained, to see later how well such scores rank (isoflop scores)'),
      epochs: z.int().min(1).max(10_000).optional().describe('the last rung of search.fidelity, or 3, when left out'),
    })
    .default({ recipe: 'quick' }),
  runtime: z
    .strictObject({
      backend: z.enum(BACKENDS).default('auto'),
      workers: z.int().min(1).max(256).default(1).describe('candidates trained at once, each in a process of its own'),
      memory: count.optional().describe('bytes of resident memory that a candidate may take, such as 4G; then its batch is halved, once'),
      hangSeconds: z
        .number()
        .min(5)
        .max(86_400)
        .default(300)
        .describe('a candidate whose process has not answered for so long is stopped and recorded as failed'),
      timeoutMinutes: z.number().gt(0).max(10_000).default(60).describe('a candidate that takes longer is stopped and recorded as failed'),
    })
    .default({ backend: 'auto', workers: 1, hangSeconds: 300, timeoutMinutes: 60 }),
});

/** An experiment file: what to search, on which data, for how much. */
export const experimentSchema = fileSchema
  .refine(({ search, training }) => search.fidelity === undefined || [undefined, search.fidelity.epochs.at(-1)].includes(training.epochs), {
    path: ['training', 'epochs'],
    error: 'a whole training must be the last rung of search.fidelity.epochs',
    params: { mend: 'leave training.epochs out' },
  })
  .transform(({ training, ...rest }) => ({
    ...rest,
    training: { ...training, epochs: training.epochs ?? rest.search.fidelity?.epochs.at(-1) ?? 3 },
  }));

export type Experiment = z.infer<typeof experimentSchema>;
