import { roundChannels } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import { choices, firstOfAll, kernelValue, type NamedLists, resolutionField, widthField } from './fields.js';
import { preset } from './preset.js';

/** Kernel, channels of the convolution and the two 1x1, and the pooling behind (Lin et al. 2013; Caffe model zoo, NIN-CIFAR10). */
const STAGES = [
  { kernel: 5, channels: [192, 160, 96], pool: 'max' },
  { kernel: 5, channels: [192, 192, 192], pool: 'avg' },
] as const;

const schema = z.strictObject({
  preset: z.literal('nin'),
  resolution: resolutionField.default([32, 16, 20, 24, 28]),
  width: widthField.default([1, 0.25, 0.5, 0.75]),
  kernel: choices(kernelValue).default([3, 5]).describe('kernels of a stage’s first convolution, odd'),
  inner: choices(z.number().gt(0).max(8)).default([1, 0.5]).describe('factors for the channels between a stage’s two 1x1 convolutions'),
  repeats: choices(z.int().min(1).max(8)).default([1, 2]).describe('mlpconv blocks before a pooling'),
  pool: choices(z.enum(['max', 'avg']))
    .default(['max', 'avg'])
    .describe('poolings behind a stage'),
  dropout: z.number().min(0).lt(1).default(0.5).describe('behind every pooling'),
});

/**
 * Network in Network (Lin et al. 2013): stages of a convolution and two 1x1 convolutions, poolings between them, and no dense layer; the last
 * 1x1 has one channel per class. The base is the published network for CIFAR-10.
 */
export const nin = preset({
  schema,
  open({ resolution, width, kernel, inner, repeats, pool, dropout }) {
    const lists: NamedLists = {
      resolution,
      width,
      ...Object.fromEntries(
        STAGES.flatMap((stage, i) => [
          [`stage${i + 1}.kernel`, firstOfAll(stage.kernel, kernel)],
          [`stage${i + 1}.inner`, inner],
          [`stage${i + 1}.repeats`, repeats],
          [`stage${i + 1}.pool`, firstOfAll(stage.pool, pool)],
        ]),
      ),
      'stage3.kernel': firstOfAll(3, kernel),
      'stage3.inner': inner,
    };
    const space = defineSpace('nin', lists);
    STAGES.forEach(({ channels }, i) => {
      const [size, between, count, pooling] = ['kernel', 'inner', 'repeats', 'pool'].map((name) => `stage${i + 1}.${name}`);
      space.stage(['width', size, between, count, pooling], (chosen) => [
        { repeats: chosen[count] as number, block: mlpconv(channels, chosen[size], chosen[between], chosen.width) },
        { repeats: 1, block: { kind: 'pool', function: chosen[pooling] as 'max' | 'avg', padding: 'ceil' } },
        { repeats: 1, block: { kind: 'dropout', rate: dropout } },
      ]);
    });
    return space
      .stage(['width', 'stage3.kernel', 'stage3.inner'], (chosen, { classes }) => ({
        repeats: 1,
        block: { ...mlpconv([192, 192, classes], chosen['stage3.kernel'], chosen['stage3.inner'], chosen.width), channels: classes },
      }))
      .head([], () => [{ kind: 'global-pool' }])
      .open();
  },
});

type Value = string | number;

function mlpconv([first, second, last]: readonly number[], kernel: Value, inner: Value, width: Value) {
  const channels = (published: number, factor = 1) => roundChannels(published, (width as number) * factor);
  return {
    kind: 'mlpconv' as const,
    kernel: kernel as number,
    hidden: [channels(first), channels(second, inner as number)] as const,
    channels: channels(last),
  };
}
