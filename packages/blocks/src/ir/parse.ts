import { z } from 'zod';
import { blockKinds, blockSchema } from '../blocks/registry.js';
import { costOf } from '../cost.js';
import { ArchitectureError } from '../error.js';
import type { Architecture } from './architecture.js';
import { explainIssue } from './explain-issue.js';
import { firstIssue } from './zod-issue.js';

/** Largest side of the image, and most channels. */
const MOST_PIXELS = 100_000;
/** Most entries of `stem`, `stages` or `head`. */
const MOST_ENTRIES = 10_000;

const pixels = z.int().min(1).max(MOST_PIXELS);

/** Architecture file: `stem` and `head` are lists of blocks, `stages` are blocks with a repeat count. */
export const architectureSchema = z.strictObject({
  name: z.string().default('unnamed'),
  input: z.strictObject({ height: pixels, width: pixels, channels: pixels }),
  stem: z.array(blockSchema).default([]),
  stages: z.array(z.strictObject({ repeats: z.int().min(1).max(10_000), block: blockSchema })).default([]),
  head: z.array(blockSchema).default([]),
  batchNorm: z
    .strictObject({ epsilon: z.number().gt(0).lt(1), momentum: z.number().min(0).lt(1) })
    .default({ epsilon: 1e-3, momentum: 0.99 }),
  stochasticDepth: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('drop probability of branches, rising linearly over the stage blocks: block i of n, from 0, has i / n of it'),
});

/**
 * Checks unknown JSON and returns the architecture with every default filled in. What it returns lowers to a graph and has an exact cost.
 * Throws `ArchitectureError` naming the path, the rule, the value and the mend.
 */
export function parseArchitecture(value: unknown): Architecture {
  refuseLongLists(value);
  const result = architectureSchema.safeParse(value);
  if (!result.success) throw explainIssue(value, firstIssue(result.error), { noun: "a block's kind", kinds: blockKinds });
  const architecture = result.data as Architecture;
  if (architecture.stem.length + architecture.stages.length + architecture.head.length === 0) {
    throw new ArchitectureError('stages', 'a network needs at least one block', 'none', 'add a stage or a head');
  }
  costOf(architecture);
  return architecture;
}

/** Checked before anything else, so that a huge file is refused without reading it through. */
function refuseLongLists(value: unknown): void {
  for (const key of ['stem', 'stages', 'head'] as const) {
    const list = (value as Record<string, unknown> | null | undefined)?.[key];
    if (Array.isArray(list) && list.length > MOST_ENTRIES) {
      throw new ArchitectureError(
        key,
        `${key} must have at most ${MOST_ENTRIES} entries`,
        list.length,
        'use repeats, or split the network',
      );
    }
  }
}
