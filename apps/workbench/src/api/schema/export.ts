import { z } from 'zod';
import { count, maybe } from './values.js';

export const exportFormat = z.enum([
  ...(['json', 'tfjs', 'tfjs-graph', 'onnx', 'pytorch', 'keras', 'savedmodel', 'tflite'] as const),
  ...(['arch-string', 'dot', 'svg', 'card'] as const),
]);

export const exportBody = z.strictObject({
  trial: z.union([z.enum(['best', 'pareto']), z.int().min(1)]),
  /** All that the network can have unless given. */
  formats: z.array(exportFormat).min(1).optional(),
  /** Reads every file back and compares outputs. */
  verify: z.boolean().default(true),
});

export const exportAnswer = z.strictObject({
  id: z.string(),
  study: z.string(),
  trial: exportBody.shape.trial,
  state: z.enum(['running', 'done', 'failed']),
  /** What has been done so far, a line each. */
  messages: z.array(z.string()),
  files: z.array(
    z.strictObject({
      index: count,
      format: z.string(),
      /** Relative to the export's folder. */
      path: z.string(),
      bytes: count,
      sha256: z.string(),
      verified: z.boolean(),
      maxAbsError: maybe,
      check: z.string(),
    }),
  ),
  skipped: z.array(z.strictObject({ format: z.string(), reason: z.string() })),
  error: z.string().nullable(),
});

export const exportPath = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be that of an export') });
export const exportFilePath = exportPath.extend({
  index: z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .transform(Number),
});

export type ExportAnswer = z.infer<typeof exportAnswer>;
export type ExportBody = z.infer<typeof exportBody>;
