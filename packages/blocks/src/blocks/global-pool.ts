import { z } from 'zod';
import type { BlockDefinition } from './block.js';

const schema = z.strictObject({ kind: z.literal('global-pool') }).readonly();

/** Mean over height and width; after a convolution with as many channels as classes it replaces the dense classifier (Lin et al. 2013, section 3.2). */
export type GlobalPoolBlock = z.infer<typeof schema>;

export const globalPool: BlockDefinition<GlobalPoolBlock> = {
  schema,
  lower: (_block, input, { graph, path }) => graph.add(`${path}/pool`, { kind: 'global-avg-pool' }, [input]),
};
