import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { rateField } from './fields.js';

const schema = z.strictObject({ kind: z.literal('dropout'), rate: rateField.default(0.5) }).readonly();

/** Dropout between blocks (Srivastava et al. 2014), as Network in Network has it after each pooling. */
export type DropoutBlock = z.infer<typeof schema>;

export const dropout: BlockDefinition<DropoutBlock> = {
  schema,
  lower: ({ rate }, input, { graph, path }) => (rate > 0 ? graph.add(`${path}/dropout`, { kind: 'dropout', rate }, [input]) : input),
};
