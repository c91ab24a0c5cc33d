import type { Block } from '../blocks/registry.js';

/** `repeats` copies of a block; the second and later ones have stride 1. */
export interface Stage {
  readonly repeats: number;
  readonly block: Block;
}

/** A network as readonly JSON: it prints, diffs, hashes and round-trips. `parseArchitecture` checks one and fills in defaults. */
export interface Architecture {
  /** For people only; not part of the hash. */
  readonly name: string;
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly stem: readonly Block[];
  readonly stages: readonly Stage[];
  readonly head: readonly Block[];
  /** Settings of every batch normalisation; momentum is the share of the old average that is kept. */
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
  /**
   * Drop probability of branches, which rises linearly over the blocks of all stages: block i of n, from 0, has i / n of it (Huang et al. 2016, section 3, counted
   * as in EfficientNet's code).
   */
  readonly stochasticDepth: number;
}
