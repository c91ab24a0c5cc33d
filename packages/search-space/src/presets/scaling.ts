import { type Architecture, type Block, deepenNetwork, parseArchitecture, widenNetwork, zoo } from '@isoflop/blocks';
import { z } from 'zod';
import type { DataShape } from '../architecture-space.js';
import { defineSpace } from '../define-space.js';
import { choices, resolutionField, widthField } from './fields.js';
import { preset } from './preset.js';

/** Of the base network's side, where a file lists no resolutions. */
const RATIOS = [1, 1.15, 1.3, 1.5];

const schema = z.strictObject({
  preset: z.literal('scaling'),
  base: z
    .union([z.string().min(1), z.record(z.string(), z.unknown())])
    .describe(
      'network to scale: a published name, a file relative to this one (`architecture.json`, pycls YAML, timm JSON), timm’s block strings, or the architecture itself',
    ),
  resolution: resolutionField
    .optional()
    .describe('heights and widths of the image in pixels; 1, 1.15, 1.3 and 1.5 times the base’s if left out'),
  width: widthField.default([1, 1.1, 1.2, 1.4]),
  depth: choices(z.number().gt(0).max(16)).default([1, 1.1, 1.2, 1.4, 1.8]).describe('factors for the repeats of all stages, rounded up'),
});

/**
 * The three factors of compound scaling (Tan and Le 2019, section 3.2) over any network, such as an imported one. Channels of the image and
 * classes are those of the data. A `base` that is no published name must have been read: the architecture itself then stands in its place.
 */
export const scaling = preset({
  schema,
  open: ({ base, resolution, width, depth }) => {
    const network = typeof base === 'string' ? zoo(base) : parseArchitecture(base);
    const side = network.input.height;
    const scaled = (factors: { readonly width: number; readonly depth?: number }, data: DataShape) =>
      deepenNetwork(widenNetwork(withClasses(network, data.classes), factors.width), factors.depth ?? 1);
    return defineSpace('scaling', { resolution: resolution ?? RATIOS.map((ratio) => Math.round(ratio * side)), width, depth })
      .stem(['width'], (factors, data) => scaled(factors, data).stem)
      .stage(['width', 'depth'], (factors, data) => scaled(factors, data).stages)
      .head(['width'], (factors, data) => scaled(factors, data).head)
      .open({ batchNorm: network.batchNorm, stochasticDepth: network.stochasticDepth });
  },
});

/** The network with another number of classes: units of its classifier, or channels of the block that gives the logits where it has none. */
function withClasses(network: Architecture, classes: number): Architecture {
  const blocks = [...network.stem, ...network.stages.map(({ block }) => block), ...network.head];
  const last = blocks.findLast((block) => block.kind === 'classifier' || block.kind === 'dense' || 'channels' in block);
  const adapt = (block: Block): Block => {
    if (block !== last) return block;
    if (block.kind === 'classifier') return { ...block, classes };
    return (block.kind === 'dense' ? { ...block, units: classes } : { ...block, channels: classes }) as Block;
  };
  return {
    ...network,
    stem: network.stem.map(adapt),
    stages: network.stages.map((stage) => ({ ...stage, block: adapt(stage.block) })),
    head: network.head.map(adapt),
  };
}
