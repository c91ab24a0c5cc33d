import { z } from 'zod';
import { blockKinds, blockSchema, schemaOf } from '../blocks/registry.js';
import { ArchitectureError } from '../error.js';
import type { Architecture } from './architecture.js';
import { firstIssue, mendOf, ruleOfIssue, valueAt } from './zod-issue.js';

const pixels = z.int().min(1).max(100_000);

/** Architecture file: `stem` and `head` are lists of blocks, `stages` are blocks with a repeat count. */
export const architectureSchema = z.strictObject({
  name: z.string().default('unnamed'),
  input: z.strictObject({ height: pixels, width: pixels, channels: pixels }),
  stem: z.array(blockSchema).default([]),
  stages: z.array(z.strictObject({ repeats: z.int().min(1).max(10_000), block: blockSchema })).max(10_000),
  head: z.array(blockSchema).default([]),
  batchNorm: z
    .strictObject({ epsilon: z.number().gt(0).lt(1), momentum: z.number().min(0).lt(1) })
    .default({ epsilon: 1e-3, momentum: 0.99 }),
  stochasticDepth: z.number().min(0).lt(1).default(0),
});

/**
 * Checks unknown JSON and returns the architecture with every default filled in.
 * Throws `ArchitectureError` naming the path, the rule, the value and the mend.
 */
export function parseArchitecture(value: unknown): Architecture {
  const result = architectureSchema.safeParse(value);
  if (result.success) return result.data as Architecture;
  throw explain(value, firstIssue(result.error));
}

function explain(value: unknown, issue: z.core.$ZodIssue): ArchitectureError {
  const path = issue.path.map(String);
  const given = valueAt(value, path);
  if (issue.code === 'invalid_union') {
    const kind = (given as { kind?: unknown } | null | undefined)?.kind;
    const schema = typeof kind === 'string' ? schemaOf(kind) : undefined;
    if (schema === undefined) {
      return new ArchitectureError(
        [...path, 'kind'].join('/'),
        `a block's kind must be one of ${blockKinds.join(', ')}`,
        kind ?? 'nothing',
        'name one of them',
      );
    }
    const inner = schema.safeParse(given).error?.issues[0];
    if (inner) {
      const innerPath = [...path, ...inner.path.map(String)];
      return new ArchitectureError(
        innerPath.join('/'),
        `${kind}: ${ruleOfIssue(inner)}`,
        valueAt(value, innerPath) ?? 'nothing',
        mendOf(inner),
      );
    }
  }
  return new ArchitectureError(path.join('/'), ruleOfIssue(issue), given ?? 'nothing', mendOf(issue));
}
