import type { Architecture, Block, ChannelRounding } from '@isoflop/blocks';
import { BlockPricer } from '../match/block-pricer.js';
import { nominalCost, type ScaleFactors } from '../rules/factors.js';
import { mayShrink, ROUNDINGS, type Rounding, tenPercentChannels } from '../rules/rounding.js';
import { scale } from '../rules/scale.js';

/** Multiply-adds that each rounding rule added to a part of a network; negative where it took some away. */
export interface RoundingMacs {
  /** Channels to multiples of 8 (of more, for grouped convolutions). */
  readonly channels: number;
  /** One multiple more, where rounding would have taken more than 10 % away. */
  readonly tenPercent: number;
  /** Repeats to whole numbers: up, in EfficientNet's rounding. */
  readonly repeats: number;
  /** Image sizes to whole pixels, and odd sizes rounded up at every stride. */
  readonly pixels: number;
}

/** One part of a network: what it was meant to cost, and where the rest of its cost comes from. */
export interface PartLedger {
  /** As in the paths of ops: `stem/0`, `stages/2`, `head/0`. */
  readonly path: string;
  readonly kind: string;
  /** Of the base, times the factor, and rounded; missing where a part has no channels of its own. */
  readonly channels?: { readonly base: number; readonly scaled: number; readonly rounded: number };
  readonly repeats: { readonly base: number; readonly scaled: number; readonly rounded: number };
  /** The base's multiply-adds times depth · width² · resolution². */
  readonly nominalMacs: number;
  /** What the formula leaves out even before rounding: depthwise work grows with width only, the first block of a stage is not repeated. */
  readonly formulaMacs: number;
  readonly rounding: RoundingMacs;
  /** Counted; the sum of all the above. */
  readonly macs: number;
}

/** Why a scaled network costs what it does, part by part. */
export interface RoundingLedger {
  readonly parts: readonly PartLedger[];
  readonly total: Omit<PartLedger, 'path' | 'kind' | 'channels' | 'repeats'>;
}

/** Rounds to whole channels only, or to as many as groups need; those are then part of the formula's share, for without them there is no network. */
const finest: ChannelRounding = (channels, width, _multiple, groups) => Math.max(1, Math.round((channels * width) / groups)) * groups;

/**
 * Switches the rounding rules on one after another, counting the network each time: whole channels and fractional repeats on an image that
 * divides evenly; channels to multiples of 8; the 10 % rule; whole repeats; the true image. What a rule adds is counted with the rules before it on.
 */
export function roundingLedger(base: Architecture, factors: ScaleFactors, rounding: Rounding = ROUNDINGS.efficientnet): RoundingLedger {
  const pricer = new BlockPricer();
  const real = scale(base, factors, rounding);
  const telling = scale(base, { ...factors, depth: TELLING, width: TELLING }, rounding);
  const even = evenImage(real, base.input.height * factors.resolution);
  const withChannels = (channels: ChannelRounding) => ({ ...scale(base, factors, { ...rounding, channels }), input: even.input });
  const networks = {
    fine: withChannels(finest),
    eight: withChannels(rounding.channels === tenPercentChannels ? mayShrink : rounding.channels),
    wide: withChannels(rounding.channels),
  };
  const parts = partsOf(base).map((part): PartLedger => {
    const scaled = scaledRepeats(part, telling, factors.depth);
    const at = (network: Architecture, repeats: number) => partMacs(pricer, network, part, repeats);
    const evened = (network: Architecture, repeats: number) => at(network, repeats) * even.areaRatio;
    const nominalMacs = at(base, part.repeats) * nominalCost(factors);
    const rounded = repeatsOf(real, part);
    const unrounded = evened(networks.fine, scaled);
    const eight = evened(networks.eight, scaled);
    const wide = evened(networks.wide, scaled);
    const deep = evened(networks.wide, rounded);
    const macs = at(real, rounded);
    return {
      path: part.path,
      kind: part.block.kind,
      ...channelsOf(part, telling, real, factors.width),
      repeats: { base: part.repeats, scaled, rounded },
      nominalMacs,
      formulaMacs: unrounded - nominalMacs,
      rounding: { channels: eight - unrounded, tenPercent: wide - eight, repeats: deep - wide, pixels: macs - deep },
      macs,
    };
  });
  return { parts, total: sumOf(parts) };
}

interface Part {
  readonly path: string;
  readonly where: 'stem' | 'stages' | 'head';
  readonly index: number;
  readonly block: Block;
  readonly repeats: number;
}

function partsOf({ stem, stages, head }: Architecture): Part[] {
  const single = (where: 'stem' | 'head') => (block: Block, index: number) => ({
    path: `${where}/${index}`,
    where,
    index,
    block,
    repeats: 1,
  });
  return [
    ...stem.map(single('stem')),
    ...stages.map(({ block, repeats }, index) => ({ path: `stages/${index}`, where: 'stages' as const, index, block, repeats })),
    ...head.map(single('head')),
  ];
}

/** Counted multiply-adds of one part, its repeats made any number: cost is linear in them from the first block on. */
function partMacs(pricer: BlockPricer, network: Architecture, part: Part, repeats: number): number {
  const upTo = (count: number, repeatsHere = 1) => pricer.price(prefix(network, part, count, repeatsHere)).macs;
  const before = upTo(0);
  const one = upTo(1) - before;
  if (part.where !== 'stages' || repeats === 1) return one;
  return one + (repeats - 1) * (upTo(1, 2) - before - one);
}

/** The network up to and without (`count` 0) or with (1) a part. */
function prefix(network: Architecture, { where, index }: Part, count: number, repeats: number): Architecture {
  const end = index + count;
  if (where === 'stem') return { ...network, stem: network.stem.slice(0, end), stages: [], head: [] };
  if (where === 'head') return { ...network, head: network.head.slice(0, end) };
  const stages = network.stages.slice(0, end).map((stage, s) => (s === index ? { ...stage, repeats } : stage));
  return { ...network, stages, head: [] };
}

function repeatsOf(network: Architecture, { where, index }: Part): number {
  return where === 'stages' ? network.stages[index].repeats : 1;
}

/** Factor under which whatever scales does change. */
const TELLING = 16;

/** Repeats before rounding; those that scaling leaves alone (poolings, Lite's end stages) are whole already. */
function scaledRepeats(part: Part, telling: Architecture, depth: number): number {
  return repeatsOf(telling, part) === part.repeats ? part.repeats : depth * part.repeats;
}

function channelsOf(part: Part, telling: Architecture, real: Architecture, width: number): Pick<PartLedger, 'channels'> {
  const [before, after, told] = [part.block, blockOf(real, part), blockOf(telling, part)];
  if (!('channels' in before && 'channels' in after && 'channels' in told)) return {};
  const scaled = told.channels === before.channels ? before.channels : before.channels * width;
  return { channels: { base: before.channels, scaled, rounded: after.channels } };
}

function blockOf(network: Architecture, { where, index }: Part): Block {
  return where === 'stages' ? network.stages[index].block : network[where][index];
}

/** The nearest image that every stride divides evenly, and how much larger the area asked for is than its. */
function evenImage(network: Architecture, height: number): { input: Architecture['input']; areaRatio: number } {
  const stride = [...network.stem, ...network.stages.map(({ block }) => block)].reduce(
    (product, block) => product * ('stride' in block ? block.stride : 1),
    1,
  );
  const { input } = network;
  const scaledWidth = (height * input.width) / input.height;
  const even = (size: number) => Math.max(1, Math.round(size / stride)) * stride;
  const near = { ...input, height: even(height), width: even(scaledWidth) };
  return { input: near, areaRatio: (height * scaledWidth) / (near.height * near.width) };
}

function sumOf(parts: readonly PartLedger[]): RoundingLedger['total'] {
  const sum = (value: (part: PartLedger) => number) => parts.reduce((total, part) => total + value(part), 0);
  return {
    nominalMacs: sum(({ nominalMacs }) => nominalMacs),
    formulaMacs: sum(({ formulaMacs }) => formulaMacs),
    rounding: {
      channels: sum(({ rounding }) => rounding.channels),
      tenPercent: sum(({ rounding }) => rounding.tenPercent),
      repeats: sum(({ rounding }) => rounding.repeats),
      pixels: sum(({ rounding }) => rounding.pixels),
    },
    macs: sum(({ macs }) => macs),
  };
}
