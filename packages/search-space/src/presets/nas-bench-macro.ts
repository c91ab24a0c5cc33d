import { z } from 'zod';
import { defineSpace, type StageSpec } from '../define-space.js';
import { choices, resolutionField } from './fields.js';
import { preset } from './preset.js';

/** In the order of the digits that name an architecture in the published tables. */
const LAYERS = ['identity', 'mbconv3', 'mbconv6'] as const;
type Layer = (typeof LAYERS)[number];

/** Channels of every layer; the first of each stage halves the map. */
const CHANNELS = [64, 64, 128, 128, 128, 256, 256, 256] as const;
const NAMES = CHANNELS.map((_, i) => `layer${i + 1}`);

const schema = z.strictObject({
  preset: z.literal('nas-bench-macro'),
  resolution: resolutionField.default([32]),
  layers: choices(z.enum(LAYERS))
    .default([...LAYERS])
    .describe('what each of the eight layers may be'),
});

/**
 * The space of NAS-Bench-Macro (Su et al. 2021, arXiv:2103.11922, section 5; code in xiusu/NAS-Bench-Macro): eight layers in stages of 2, 3 and
 * 3, each a MobileNetV2 block with expansion 3 and kernel 3, one with expansion 6 and kernel 5, or none. Where a stage begins, none is a
 * normalised 1x1 convolution with stride 2. At 32 pixels, 3 channels and 10 classes these are the 6,561 networks whose accuracy was published.
 */
export const nasBenchMacro = preset({
  schema,
  open({ resolution, layers }) {
    const lists: { readonly [name: string]: readonly Layer[] } = Object.fromEntries(NAMES.map((name) => [name, layers]));
    const space = defineSpace('nas-bench-macro', { resolution, ...lists } as Lists).stem([], () => [{ kind: 'conv', channels: 32 }]);
    NAMES.forEach((name, i) => {
      space.stage([name], (chosen) => layerOf(chosen[name] as Layer, CHANNELS[i], i === 0 || CHANNELS[i] !== CHANNELS[i - 1] ? 2 : 1));
    });
    return space
      .head([], (_, { classes }) => [
        { kind: 'conv', channels: 1280, kernel: 1 },
        { kind: 'classifier', classes },
      ])
      .open();
  },
  tableKey: (params) => NAMES.map((name) => LAYERS.indexOf(params[name] as Layer)).join(''),
});

interface Lists {
  readonly [name: string]: readonly (string | number)[];
  readonly resolution: readonly number[];
}

function layerOf(layer: Layer, channels: number, stride: number): StageSpec[] {
  if (layer !== 'identity') {
    const [expansion, kernel] = layer === 'mbconv3' ? [3, 3] : [6, 5];
    return [{ repeats: 1, block: { kind: 'mbconv', channels, expansion, kernel, stride, activation: 'relu' } }];
  }
  return stride === 1 ? [] : [{ repeats: 1, block: { kind: 'conv', channels, kernel: 1, stride, activation: 'linear' } }];
}
