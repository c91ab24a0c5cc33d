import { architectureSchema } from '@isoflop/blocks';
import { z } from 'zod';

const numbers = z.array(z.number());

/** An exported `architecture.json`. */
const documentSchema = z.looseObject({
  schema: z.literal('isoflop-architecture/1'),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the canonical form of the architecture'),
  architecture: architectureSchema,
  cost: z.looseObject({ params: z.int(), macs: z.int() }).describe('of one image; macs are multiply-adds'),
  preprocessing: z.strictObject({
    height: z.int(),
    width: z.int(),
    channelOrder: z.string(),
    mean: numbers.nullable(),
    std: numbers.nullable(),
    scale: z.string(),
  }),
  evidence: z
    .strictObject({
      accuracy: z.number().min(0).max(1),
      interval: z.array(z.number()).length(2).nullable().describe('95 % interval of the accuracy'),
      basis: z.string(),
      dataset: z.string(),
      licence: z.string(),
      budget: z.string(),
      recipe: z.string(),
      seed: z.int(),
    })
    .optional(),
});

/** JSON Schema (draft 2020-12) of an exported `architecture.json`. */
export function architectureJsonSchema(): Record<string, unknown> {
  return { title: 'An architecture exported by isoflop', ...z.toJSONSchema(documentSchema, { io: 'input' }) };
}

/** Whether a value has the fields that the schema asks for. */
export const isArchitectureDocument = (value: unknown) => documentSchema.safeParse(value).success;
