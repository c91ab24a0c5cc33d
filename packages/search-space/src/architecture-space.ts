import type { Architecture, Stage } from '@isoflop/blocks';
import type { CategoryValue, Space } from 'hyperopt-js';

/** A branch of a conditional dimension with the values that exist only on it: `{ kind: 'mbconv', expansion: 6 }`. */
export interface BranchValue {
  readonly kind: string;
  readonly [name: string]: ParamValue;
}

/** The value of one dimension. */
export type ParamValue = CategoryValue | BranchValue;

/** One point of a space: a value per dimension. */
export type Params = Readonly<Record<string, ParamValue>>;

/** What the data ask of a network. */
export interface DataShape {
  readonly channels: number;
  readonly classes: number;
}

/**
 * A piece of a network and the only dimensions that decide it. What a piece costs follows from them and from the shape that enters it, which
 * is why a space can be counted piece by piece instead of point by point.
 */
export interface SpacePart {
  readonly section: 'stem' | 'stages' | 'head';
  /** Names of the dimensions that `make` may read. */
  readonly reads: readonly string[];
  /** The blocks of this piece; those of a stem or head have 1 repeat. None at all leaves the piece out. */
  make(params: Params, data: DataShape): readonly Stage[];
}

/** A space of networks: dimensions for the sampler, and the network that each point stands for. */
export interface ArchitectureSpace {
  readonly name: string;
  /** Dimensions as the sampler takes them. `resolution`, the height and width of the image, is always one of them. */
  readonly dimensions: Space;
  /** Every value of every dimension: numbers ascending, anything else as listed, a conditional dimension with all that its branches allow. */
  readonly values: ReadonlyMap<string, readonly ParamValue[]>;
  /** The network that scaling starts from: the first value that the file lists for each dimension. */
  readonly base: Params;
  /** In the order in which an image passes them. */
  readonly parts: readonly SpacePart[];
  build(params: Params, data: DataShape): Architecture;
}

/** Number of points. Above 2^53 it is rounded to the nearest number there is. */
export function cardinality(space: ArchitectureSpace): number {
  let product = 1;
  for (const values of space.values.values()) product *= values.length;
  return product;
}
