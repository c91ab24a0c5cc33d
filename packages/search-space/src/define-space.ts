import { type Architecture, ArchitectureError, type Block, type BlockSpec, blockSchema, type Stage } from '@isoflop/blocks';
import type { ArchitectureSpace, DataShape, Params, ParamValue, SpacePart } from './architecture-space.js';
import { type DimensionLists, firstOf, mapLists, parameterFor, placeOf, type ValuesOf, valuesFor } from './dimensions.js';

/** A stage as one may write it: a block's fields with defaults may be left out. */
export interface StageSpec {
  readonly repeats: number;
  readonly block: BlockSpec;
}

/** Settings of the whole network. */
export interface NetworkSettings {
  readonly batchNorm?: Architecture['batchNorm'];
  readonly stochasticDepth?: number;
}

/** A search trains for hundreds of steps, not hundreds of thousands: running averages must follow within that. */
const BATCH_NORM = { epsilon: 1e-3, momentum: 0.9 } as const;

/**
 * Starts the definition of a space from its dimensions, whose first values make the base network. Pieces follow in the order in which an
 * image passes them; each names the dimensions that it reads and gets no others:
 *
 * ```ts
 * const space = defineSpace('tiny', { resolution: [16, 24], width: [8, 16], op: { mbconv: { expansion: [3, 6] }, separable: {} } })
 *   .stem(['width'], ({ width }) => [{ kind: 'conv', channels: width, stride: 2 }])
 *   .stage(['op'], ({ op }) => ({ repeats: 2, block: op.kind === 'mbconv' ? { ...op, channels: 24 } : { ...op, channels: 24 } }))
 *   .head([], (_, { classes }) => [{ kind: 'classifier', classes }])
 *   .open();
 * ```
 */
export function defineSpace<const L extends DimensionLists & { readonly resolution: readonly number[] }>(
  name: string,
  lists: L,
): SpaceBuilder<L> {
  return new SpaceBuilder(name, lists);
}

/** Collects the pieces of a space. */
export class SpaceBuilder<L extends DimensionLists> {
  private readonly parts: SpacePart[] = [];

  constructor(
    private readonly name: string,
    private readonly lists: L,
  ) {}

  /** Blocks that an image meets first. */
  stem<K extends keyof L & string>(reads: readonly K[], make: Make<L, K, readonly BlockSpec[]>): this {
    return this.add('stem', reads, (params, data) => once(make(params, data)));
  }

  /** One stage, or several that belong together. */
  stage<K extends keyof L & string>(reads: readonly K[], make: Make<L, K, StageSpec | readonly StageSpec[]>): this {
    return this.add('stages', reads, (params, data) => [make(params, data)].flat());
  }

  /** Blocks after the stages; the last gives the logits. */
  head<K extends keyof L & string>(reads: readonly K[], make: Make<L, K, readonly BlockSpec[]>): this {
    return this.add('head', reads, (params, data) => once(make(params, data)));
  }

  /** Throws where a dimension decides nothing. */
  open(settings: NetworkSettings = {}): ArchitectureSpace {
    const { name, lists, parts } = this;
    const read = new Set(parts.flatMap((part) => part.reads));
    const idle = Object.keys(lists).find((dimension) => dimension !== 'resolution' && !read.has(dimension));
    if (idle !== undefined) {
      throw new ArchitectureError(
        `space/${idle}`,
        'a dimension must decide something',
        idle,
        'read it in a piece of the network or remove it',
      );
    }
    const values = new Map(Object.entries(mapLists(lists, valuesFor)));
    return {
      name,
      dimensions: mapLists(lists, parameterFor),
      values,
      base: mapLists(lists, firstOf),
      parts,
      build: (params, data) => assemble(name, parts, listed(params, values), data, settings),
    };
  }

  private add<K extends keyof L & string>(
    section: SpacePart['section'],
    reads: readonly K[],
    make: Make<L, K, readonly StageSpec[]>,
  ): this {
    this.parts.push({
      section,
      reads,
      make: (params, data) => {
        const own = Object.fromEntries(reads.map((dimension) => [dimension, params[dimension]]));
        return make(own as unknown as Pick<ValuesOf<L>, K>, data).map(completeStage);
      },
    });
    return this;
  }
}

type Make<L, K extends keyof L, R> = (params: Pick<ValuesOf<L>, K>, data: DataShape) => R;

function once(blocks: readonly BlockSpec[]): StageSpec[] {
  return blocks.map((block) => ({ repeats: 1, block }));
}

/** A stage with every default of its block filled in. Throws zod's error for fields that the block does not take. */
export function completeStage({ repeats, block }: StageSpec): Stage {
  return { repeats, block: blockSchema.parse(block) };
}

function assemble(
  name: string,
  parts: readonly SpacePart[],
  params: Params,
  data: DataShape,
  { batchNorm = BATCH_NORM, stochasticDepth = 0 }: NetworkSettings,
): Architecture {
  const section = (wanted: SpacePart['section']): Stage[] =>
    parts.filter((part) => part.section === wanted).flatMap((part) => part.make(params, data));
  const blocks = (stages: readonly Stage[]): Block[] => stages.map(({ block }) => block);
  const side = params.resolution as number;
  return {
    name,
    input: { height: side, width: side, channels: data.channels },
    stem: blocks(section('stem')),
    stages: section('stages'),
    head: blocks(section('head')),
    batchNorm,
    stochasticDepth,
  };
}

/** Params with every value as the space lists it. Throws for one that it does not. */
function listed(params: Params, values: ReadonlyMap<string, readonly ParamValue[]>): Params {
  return Object.fromEntries(
    [...values].map(([name, all]) => {
      const place = placeOf(all, params[name]);
      if (place >= 0) return [name, all[place]];
      throw new ArchitectureError(
        `params/${name}`,
        'a value must be one that the space lists',
        params[name],
        `give one of ${JSON.stringify(all.slice(0, 12))}`,
      );
    }),
  );
}
