import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp } from './conv-norm.js';
import {
  activationField,
  anyKernelField,
  channelsField,
  groupsField,
  normField,
  oddKernel,
  paddingField,
  seldom,
  strideField,
} from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('conv'),
    channels: channelsField,
    kernel: anyKernelField.default(3).describe('height and width of the kernel; odd, or any with valid padding'),
    stride: strideField.default(1),
    activation: activationField.default('relu'),
    padding: seldom(paddingField, 'same'),
    groups: seldom(groupsField, 1),
    norm: seldom(normField, 'batch'),
  })
  .refine(({ kernel, padding }) => kernel % 2 === 1 || padding === 'valid', { ...oddKernel, path: ['kernel'] })
  .readonly();

/** Convolution, normalisation, activation: stems, heads and plain stages. With kernel 1 it is the 1x1 convolution of Network in Network. */
export type ConvBlock = z.infer<typeof schema>;

export const conv: BlockDefinition<ConvBlock> = {
  schema,
  lower(block, input, context) {
    const { stride, padding = 'same', groups = 1, norm = 'batch' } = block;
    return convNorm(context, 'main', convOp(block.channels, block.kernel, { stride, padding, groups }), block.activation, input, norm);
  },
  widen: (block, scale) => ({ ...block, channels: scale.channels(block.channels, block.groups) }),
  // A window without padding shrinks the map, even at stride 1.
  repeatable: ({ padding }) => padding !== 'valid',
};
