import { z } from 'zod';
import { ACTIVATION_FUNCTIONS } from '../ops/activation.js';

/** Field types that several blocks share, with the limits that the error messages state. */
export const channelsField = z.int().min(1).max(100_000).describe('output channels');

export const kernelField = z
  .int()
  .min(1)
  .max(31)
  .refine((kernel) => kernel % 2 === 1, {
    error: 'kernel must be odd so that the window has a centre pixel',
    params: { mend: 'use 3 or 5' },
  })
  .describe('height and width of the kernel, odd');

export const strideField = z.int().min(1).max(8).describe('step of the window in both directions');

export const activationField = z
  .enum([...ACTIVATION_FUNCTIONS, 'linear'])
  .describe('function after the normalisation; linear applies none');
export type ActivationField = z.infer<typeof activationField>;

export const rateField = z.number().min(0).lt(1);
