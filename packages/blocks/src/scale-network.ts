import type { Block } from './blocks/registry.js';
import { type ChannelRounding, isRepeatable, widenBlock } from './blocks/scale-block.js';
import type { Architecture } from './ir/architecture.js';
import { roundRepeats } from './rounding.js';

/**
 * A network with its channels multiplied by `width` and rounded, unless told otherwise, as EfficientNet does (Tan and Le 2019, `round_filters`). What it puts out
 * stays: the classes of a classifier, or the channels of the block that gives the logits in a network without one (Lin et al. 2013).
 * Throws `ArchitectureError` for a factor that is not above 0.
 */
export function widenNetwork(base: Architecture, width: number, round?: ChannelRounding): Architecture {
  const output = outputBlock(base);
  const widen = (block: Block): Block => {
    const wide = widenBlock(block, width, round);
    return block === output && 'channels' in block ? ({ ...wide, channels: block.channels } as Block) : wide;
  };
  return {
    ...base,
    stem: base.stem.map(widen),
    stages: base.stages.map(({ repeats, block }) => ({ repeats, block: widen(block) })),
    head: base.head.map(widen),
  };
}

/** A network with the repeats of its stages multiplied by `depth` and, unless told otherwise, rounded up; stages of poolings, reductions and logits stay. */
export function deepenNetwork(
  base: Architecture,
  depth: number,
  round: (repeats: number, depth: number, stage: number) => number = roundRepeats,
): Architecture {
  const output = outputBlock(base);
  const deepen = (repeats: number, block: Block, stage: number) =>
    isRepeatable(block) && block !== output ? round(repeats, depth, stage) : repeats;
  return { ...base, stages: base.stages.map(({ repeats, block }, s) => ({ repeats: deepen(repeats, block, s), block })) };
}

/** The last block that decides channels: whatever follows it passes them on. */
function outputBlock({ stem, stages, head }: Architecture): Block | undefined {
  const blocks = [...stem, ...stages.map(({ block }) => block), ...head];
  return blocks.findLast((block) => 'channels' in block || block.kind === 'classifier' || block.kind === 'dense');
}
