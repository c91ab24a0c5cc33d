import { ArchitectureError } from '../error.js';
import { roundChannels } from '../rounding.js';
import type { ChannelScale } from './block.js';
import { type Block, definitionOf } from './registry.js';

/**
 * Makes a channel number of a scaled one: a multiple of `multiple`, which is 8, or more where groups ask for it. `groups` is what the result must
 * be divisible by in any case.
 */
export type ChannelRounding = (channels: number, width: number, multiple: number, groups: number) => number;

const asEfficientNet: ChannelRounding = (channels, width, multiple) => roundChannels(channels, width, multiple);

/**
 * A block with its channels multiplied by `width` and rounded as EfficientNet does unless told otherwise: what scaling a network's width means
 * for it. Classes and channels that follow the input stay. Throws `ArchitectureError` for a factor that is not above 0.
 */
export function widenBlock(block: Block, width: number, round: ChannelRounding = asEfficientNet): Block {
  if (!(width > 0 && width <= 1000))
    throw new ArchitectureError('width', 'a width must be above 0 and at most 1000', width, 'use 1 to leave it');
  const { widen } = definitionOf(block);
  if (widen === undefined || width === 1) return block;
  const scale: ChannelScale = {
    width,
    channels: (count, multiple = 1) => (count === 0 ? 0 : round(count, width, leastCommonMultiple(8, multiple), multiple)),
  };
  return widen(block, scale);
}

/** Whether a deeper network has more of this block. A depth factor should leave the stages of others (poolings, reductions) alone. */
export function isRepeatable(block: Block): boolean {
  return definitionOf(block).repeatable?.(block) ?? false;
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
}
