import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { activate, normalise } from './conv-norm.js';
import { activationField } from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('norm'),
    norm: z.enum(['batch', 'layer', 'local-response']),
    activation: activationField.default('linear'),
  })
  .readonly();

/**
 * A normalisation of its own, where none follows a convolution: before ConvNeXt's classifier and downsampling (layer), and in GoogLeNet's
 * stem (local response, with Caffe's settings: 5 channels, alpha 1e-4, beta 0.75).
 */
export type NormBlock = z.infer<typeof schema>;

/** Caffe divides alpha by the number of channels; the op does not. */
const LOCAL_RESPONSE = { kind: 'local-response-norm', radius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 } as const;

export const norm: BlockDefinition<NormBlock> = {
  schema,
  lower(block, input, context) {
    const x =
      block.norm === 'local-response'
        ? context.graph.add(`${context.path}/main/norm`, LOCAL_RESPONSE, [input])
        : normalise(context, 'main', block.norm, input);
    return activate(context, 'main', block.activation, x);
  },
};
