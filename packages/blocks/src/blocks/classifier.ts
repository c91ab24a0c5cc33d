import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { rateField } from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('classifier'),
    classes: z.int().min(1).max(100_000),
    dropout: rateField.default(0).describe('share of pooled features zeroed in training'),
  })
  .readonly();

/** Global average pooling (of what is not yet a vector), dropout and one dense layer that gives the logits; the last block of a network. */
export type ClassifierBlock = z.infer<typeof schema>;

export const classifier: BlockDefinition<ClassifierBlock> = {
  schema,
  lower(block, input, { graph, path }) {
    const [height, width] = graph.shape(input);
    let x = height === 1 && width === 1 ? input : graph.add(`${path}/pool`, { kind: 'global-avg-pool' }, [input]);
    if (block.dropout > 0) x = graph.add(`${path}/dropout`, { kind: 'dropout', rate: block.dropout }, [x]);
    return graph.add(`${path}/dense`, { kind: 'dense', units: block.classes, bias: true }, [x]);
  },
};
