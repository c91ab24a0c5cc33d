import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { activate } from './conv-norm.js';
import { activationField, rateField } from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('dense'),
    units: z.int().min(1).max(100_000),
    activation: activationField.default('relu'),
    dropout: rateField.default(0).describe('share of the activated values zeroed in training'),
  })
  .readonly();

/** A hidden fully connected layer before the classifier: VGG has two of 4096 on the flattened map, MobileNetV3 one on the pooled vector. */
export type DenseBlock = z.infer<typeof schema>;

export const dense: BlockDefinition<DenseBlock> = {
  schema,
  lower(block, input, context) {
    const { graph, path } = context;
    const [height, width] = graph.shape(input);
    let x = height === 1 && width === 1 ? input : graph.add(`${path}/flatten`, { kind: 'flatten' }, [input]);
    x = graph.add(`${path}/main/dense`, { kind: 'dense', units: block.units, bias: true }, [x]);
    x = activate(context, 'main', block.activation, x);
    return block.dropout > 0 ? graph.add(`${path}/dropout`, { kind: 'dropout', rate: block.dropout }, [x]) : x;
  },
  widen: (block, scale) => ({ ...block, units: scale.channels(block.units) }),
};
