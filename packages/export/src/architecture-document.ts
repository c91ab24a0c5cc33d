import { ArchitectureError, architectureSchema, firstIssue, mendOf, ruleOfIssue, valueAt } from '@isoflop/blocks';
import { z } from 'zod';

const numbers = z.array(z.number());

/** All that training the network anew takes, besides the architecture. */
const trainingSchema = z.strictObject({
  seed: z.int().describe('of initial weights, order of images and augmentation'),
  epochs: z.int().min(1),
  recipe: z.looseObject({ name: z.string(), batch: z.int().min(1) }),
  dataset: z.looseObject({ name: z.string(), seed: z.int().describe('of the split into training and validation') }),
  backend: z.string().describe('that it was trained on; same backend, same curve'),
});

const curveSchema = z.array(
  z.strictObject({
    epoch: z.int().describe('from 1'),
    name: z.string().describe('loss, val-loss (nats per image) and val-accuracy (0 to 1)'),
    value: z.number().nullable(),
  }),
);

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
  training: trainingSchema.optional(),
  curve: curveSchema.optional().describe('what training gave, epoch by epoch'),
});

const trainedSchema = documentSchema.required({ training: true, curve: true });

/** An exported `architecture.json` of a network that was trained. */
export type TrainedDocument = z.infer<typeof trainedSchema>;

/** Checks an exported `architecture.json` for what training anew takes. Throws `ArchitectureError` naming the field. */
export function trainedDocument(value: unknown): TrainedDocument {
  const result = trainedSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = firstIssue(result.error);
  const given = valueAt(value, issue.path);
  const mend = given === undefined ? 'export a trial that was trained, with --format json' : mendOf(issue);
  throw new ArchitectureError(issue.path.join('/'), `this field ${ruleOfIssue(issue)}`, given ?? 'nothing', mend);
}

/** JSON Schema (draft 2020-12) of an exported `architecture.json`. */
export function architectureJsonSchema(): Record<string, unknown> {
  return { title: 'An architecture exported by isoflop', ...z.toJSONSchema(documentSchema, { io: 'input' }) };
}

/** Whether a value has the fields that the schema asks for. */
export const isArchitectureDocument = (value: unknown) => documentSchema.safeParse(value).success;
