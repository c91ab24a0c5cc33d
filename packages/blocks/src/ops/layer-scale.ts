import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { sameShape } from './require.js';

const schema = z
  .strictObject({ kind: z.literal('layer-scale'), initial: z.number().describe('value of every factor before training') })
  .readonly();

/** Multiplies every channel by a learned factor `gamma` (Touvron et al. 2021, CaiT, section 2.1; ConvNeXt starts at 1e-6). */
export type LayerScale = z.infer<typeof schema>;

export const layerScale: OpRule<LayerScale> = {
  schema,
  outputShape(op, inputs, path) {
    if (!(op.initial > 0 && op.initial <= 1)) {
      throw new ArchitectureError(path, 'initial must be above 0 and at most 1', op.initial, 'take 1e-6');
    }
    return sameShape(inputs, path);
  },
  weights: (_op, [x]) => [{ name: 'gamma', shape: [x[2]], trainable: true }],
  elementWise: true,
};
