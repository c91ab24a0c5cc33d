import { z } from 'zod';
import { ACTIVATION_FUNCTIONS } from '../ops/activation.js';

/** Field types that several blocks share, with the limits that the error messages state. */
export const channelsField = z.int().min(1).max(100_000).describe('output channels');

/** Channels of a branch that may be missing. */
export const optionalChannelsField = z.int().min(0).max(100_000);

export const oddKernel = {
  error: 'kernel must be odd so that the window has a centre pixel',
  params: { mend: 'use 3 or 5' },
};

export const anyKernelField = z.int().min(1).max(31).describe('height and width of the kernel');

export const kernelField = anyKernelField.refine((kernel) => kernel % 2 === 1, oddKernel).describe('height and width of the kernel, odd');

export const strideField = z.int().min(1).max(8).describe('step of the window in both directions');

export const groupsField = z.int().min(1).max(100_000).describe('groups of channels that do not mix; they divide both channel counts');

export const paddingField = z.enum(['same', 'valid']).describe('same keeps the size at stride 1, valid pads nothing');

export const activationField = z
  .enum([...ACTIVATION_FUNCTIONS, 'linear'])
  .describe('function after the normalisation; linear applies none');
export type ActivationField = z.infer<typeof activationField>;

export const normField = z
  .enum(['batch', 'layer', 'none'])
  .describe('normalisation after a convolution; with batch the convolution has no bias');
export type NormField = z.infer<typeof normField>;

export const rateField = z.number().min(0).lt(1);

export const widthField = z
  .number()
  .gt(0)
  .max(100)
  .default(1)
  .describe('multiplies the channels that the paper fixes, which are rounded to multiples of 8');

/**
 * A field that few networks set: it is left out where it has its usual value, also when a file writes that out, so that short files
 * and long ones mean, print and hash the same.
 */
export function seldom<S extends z.ZodType<string | number>>(field: S, usual: z.output<S>) {
  const optional = field.optional();
  const description = field.description === undefined ? '' : `${field.description}; `;
  return optional
    .overwrite((value) => (value === usual ? undefined : value) as z.output<typeof optional>)
    .describe(`${description}${usual} where left out`);
}

export const expansionField = z
  .number()
  .min(1)
  .max(16)
  .describe('channels inside the block divided by those entering it; 1 leaves the expansion out');

export const squeezeExciteField = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe('hidden channels of the gate divided by the channels entering the block; 0 has no gate');
