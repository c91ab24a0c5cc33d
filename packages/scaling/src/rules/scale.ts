import { type Architecture, type Block, deepenNetwork, roundHalfToEven, type Stage, widenNetwork } from '@isoflop/blocks';
import { requireFactors, type ScaleFactors } from './factors.js';
import { scaleGroupWidth } from './group-width.js';
import { ROUNDINGS, type Rounding } from './rounding.js';

/** Makes the network that factors on a base stand for. */
export type Scaler = (base: Architecture, factors: ScaleFactors) => Architecture;

/**
 * Scales a network, with EfficientNet's rounding unless told otherwise: repeats are rounded up, channels to multiples of 8 but never more
 * than 10 % down, and height and width to whole pixels (Tan and Le 2019; `round_filters`, `round_repeats`).
 * Classes stay, and so do stages of poolings and reductions. Throws `ScalingError` for a factor that is not positive and finite.
 */
export function scale(base: Architecture, factors: ScaleFactors, rounding: Rounding = ROUNDINGS.efficientnet): Architecture {
  requireFactors(base.name, factors);
  const { depth, width, resolution } = factors;
  const wide = widened(base, width, rounding);
  return {
    ...wide,
    input: scaledInput(base, resolution, rounding.pixelMultiple),
    stem: keepsStem(base, rounding) ? base.stem : wide.stem,
    stages: deepen(base, { ...wide, stages: regroup(base, wide, factors.groupWidth) }, depth, rounding),
    head: keepsHead(width, rounding) ? base.head : wide.head,
  };
}

/** The last width of a base: a search along pixels or repeats asks for one width again and again. */
const lastWide = new WeakMap<Architecture, { readonly width: number; readonly rounding: Rounding; readonly wide: Architecture }>();

function widened(base: Architecture, width: number, rounding: Rounding): Architecture {
  const last = lastWide.get(base);
  if (last?.width === width && last.rounding === rounding) return last.wide;
  const wide = widenNetwork(base, width, rounding.channels);
  lastWide.set(base, { width, rounding, wide });
  return wide;
}

/** `scale` with a rounding of one's own. */
export function scalerOf(rounding: Rounding): Scaler {
  return (base, factors) => scale(base, factors, rounding);
}

/** Height and width times the factor, to the nearest multiple; a size of 1 is the least. */
export function scaledInput({ input }: Architecture, resolution: number, multiple: number): Architecture['input'] {
  const round = multiple === 1 ? Math.round : roundHalfToEven;
  const pixels = (size: number) => (resolution === 1 ? size : Math.max(1, round((size * resolution) / multiple)) * multiple);
  return { ...input, height: pixels(input.height), width: pixels(input.width) };
}

function deepen(base: Architecture, wide: Architecture, depth: number, rounding: Rounding): readonly Stage[] {
  const last = base.stages.length - 1;
  const repeats = (count: number, factor: number, stage: number) =>
    rounding.keepsEndDepths && (stage === 0 || stage === last) ? count : rounding.repeats(count, factor);
  return deepenNetwork(wide, depth, repeats).stages;
}

function regroup(base: Architecture, wide: Architecture, groupWidth: number | undefined): readonly Stage[] {
  if (groupWidth === undefined) return wide.stages;
  return wide.stages.map((stage, s) => {
    const before = base.stages[s].block;
    const { block } = stage;
    const isBottleneck = before.kind === 'bottleneck-residual' && block.kind === 'bottleneck-residual';
    return isBottleneck ? { ...stage, block: scaleGroupWidth(before, block, groupWidth) } : stage;
  });
}

function keepsStem(base: Architecture, { keeps }: Rounding): boolean {
  const isBottleneck = (block: Block) => block.kind === 'bottleneck-residual';
  if (keeps === 'stem-of-bottlenecks') return base.stages.some(({ block }) => isBottleneck(block));
  return keeps !== 'nothing';
}

function keepsHead(width: number, { keeps }: Rounding): boolean {
  return keeps === 'stem-and-head' || (keeps === 'stem-and-head-not-narrower' && width < 1);
}
