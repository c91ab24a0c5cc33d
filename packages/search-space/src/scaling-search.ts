import { z } from 'zod';
import { count, fileSchema, share } from './experiment.js';
import { type FileKind, parseFile } from './experiment-file.js';
import { parseQuantity, QUANTITY } from './quantity.js';

const { name, dataset, evaluator, limits, runtime, training } = fileSchema.shape;
const product = z.number().gt(1).max(64).default(2);

const layoutSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('grid').describe('depth, width and resolution coefficients on a grid, as EfficientNet lays them out'),
    step: z.number().gt(0).max(1).default(0.1),
    product: product.describe('nominal cost that triples should have'),
    slack: z.number().min(0).max(1).default(0.1).describe('how far from the product a triple may be'),
  }),
  z.strictObject({
    kind: z.literal('simplex').describe('the budget shared out evenly between depth, width and resolution'),
    divisions: z.int().min(1).max(1000).default(6).describe('parts to share out; (n + 1)(n + 2) / 2 triples'),
    product: product.describe('nominal cost of every triple'),
  }),
  z.strictObject({
    kind: z.literal('bayesian').describe('shares that a sampler suggests, learning from the accuracies so far'),
    triples: z.int().min(2).max(10_000).default(20).describe('networks to train'),
    divisions: z.int().min(1).max(1000).default(40).describe('of the simplex that it chooses from'),
    product: product.describe('nominal cost of every triple'),
  }),
]);

/** The file of `isoflop scale BASE --search FILE`: which triples step 1 tries, at which budget, and how it trains them. */
export const scalingSearchSchema = z
  .strictObject({
    name,
    dataset,
    base: z
      .strictObject({
        width: z.number().gt(0).max(64).optional(),
        depth: z.number().gt(0).max(64).optional(),
        resolution: z.int().min(1).max(4096).optional().describe('pixels'),
      })
      .default({})
      .describe('makes the base network a size that the machine can train, before anything is scaled'),
    budget: z
      .strictObject({
        macs: count.optional().describe('multiply-adds of every candidate; the product times the base when left out'),
        tolerance: share.default(0.01).describe('share by which a candidate may miss the budget'),
        solveFor: z
          .enum(['resolution', 'width'])
          .default('resolution')
          .describe('the coefficient that is moved until the budget is met; a pixel is a large step for a small image'),
      })
      .default({ tolerance: 0.01, solveFor: 'resolution' }),
    rounding: z
      .string()
      .default('efficientnet')
      .describe('whose rounding of channels and repeats: efficientnet, efficientnet-v2, lite, tinynet, pycls, or fine (whole channels)'),
    layout: layoutSchema.default({ kind: 'simplex', divisions: 6, product: 2 }),
    seeds: z.int().min(2).max(100).default(3).describe('trainings of every candidate; those that are clearly worse get fewer'),
    seed: z.int().min(0).max(0x7fffffff).default(1).describe('of the split of the data; the trainings take this and the following'),
    confidence: z.number().gt(0.5).lt(1).default(0.95).describe('of intervals and tests'),
    step2: z
      .strictObject({
        phi: z.array(z.number().min(0).max(32)).min(1).optional().describe('members of the family, as far as rounding lets them be'),
        budgets: z.array(count).min(1).optional().describe('or their multiply-adds, met within the tolerance: 2M, 4M, 8M'),
        heldBack: z
          .union([z.number().gt(0), z.string().meta({ pattern: QUANTITY.source })])
          .transform((value) => (typeof value === 'number' ? value : (parseQuantity(value) ?? Number.NaN)))
          .refine((value) => value > 0, { error: 'a member must be a phi or a budget', params: { mend: 'write 3, or 16M' } })
          .optional()
          .describe('phi or budget of a member to train, to check what the smaller ones predict'),
      })
      .refine(({ phi, budgets }) => (phi === undefined) !== (budgets === undefined), {
        error: 'a family is given by phi or by budgets',
        params: { mend: 'write phi: [1, 2] or budgets: [4M, 8M]' },
      })
      .refine(
        ({ phi, budgets, heldBack }) => {
          const members = phi ?? budgets ?? [];
          return heldBack === undefined || (members.length >= 5 && members.every((member) => member < heldBack));
        },
        {
          path: ['heldBack'],
          error: 'a held-back member must be larger than the others, of which a law needs at least 5',
          params: { mend: 'write for example phi: [0.25, 0.5, 1, 1.5, 2] and heldBack: 3' },
        },
      )
      .optional()
      .describe('the family that the best triple makes'),
    evaluator,
    limits,
    training,
    runtime,
  })
  .transform(({ training: given, ...rest }) => ({ ...rest, training: { ...given, epochs: given.epochs ?? 3 } }));

export type ScalingSearch = z.infer<typeof scalingSearchSchema>;

export const SCALING_SEARCH_FILE: FileKind<ScalingSearch> = {
  name: 'scaling search',
  schema: scalingSearchSchema,
  jsonSchema: scalingSearchJsonSchema,
};

/** The JSON schema of such files (draft 7). */
export function scalingSearchJsonSchema() {
  return { title: 'isoflop scaling search', ...z.toJSONSchema(scalingSearchSchema, { target: 'draft-7', io: 'input' }) };
}

/** Parses the file of a scaling search: see `parseFile`. */
export function parseScalingSearch(text: string, file: string): ScalingSearch {
  return parseFile(SCALING_SEARCH_FILE, text, file);
}
