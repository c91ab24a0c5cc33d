import type { Architecture } from '@isoflop/blocks';
import type { Space } from 'hyperopt-js';

/** One point of a space: a value per dimension. */
export type Params = Readonly<Record<string, number>>;

/** What the data ask of a network. */
export interface DataShape {
  readonly channels: number;
  readonly classes: number;
}

/** A space of networks: dimensions for the sampler, and the network that each point stands for. */
export interface ArchitectureSpace {
  readonly name: string;
  /** Dimensions as the sampler takes them. */
  readonly dimensions: Space;
  /** Every dimension's values, ascending. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** The network that scaling starts from: the first value that the file lists for each dimension. */
  readonly base: Params;
  build(params: Params, data: DataShape): Architecture;
}

/** Number of points. */
export function cardinality(space: ArchitectureSpace): number {
  let product = 1;
  for (const values of space.values.values()) product *= values.length;
  return product;
}
