import type { z } from 'zod';
import type { GraphBuilder, NodeRef } from '../ir/graph.js';

/** What a block needs to know of the network around it. */
export interface LowerContext {
  readonly graph: GraphBuilder;
  /** Path of this block: `stages/2/0`. */
  readonly path: string;
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
  /** Probability with which a residual block's branch is dropped in training (stochastic depth). */
  readonly dropPath: number;
}

/** A block is its fields with limits and defaults, and the ops it stands for. */
export interface BlockDefinition<B> {
  readonly schema: z.ZodType<B>;
  /** Appends the block's ops behind `input` and returns its output. */
  lower(block: B, input: NodeRef, context: LowerContext): NodeRef;
  /** The block with more or fewer channels; absent where its channels follow its input, or are not for scaling to change (classes). */
  readonly widen?: (block: B, scale: ChannelScale) => B;
  /** Whether a deeper network has more of this block; absent for reductions, heads and single ops, of which it has not. */
  readonly repeatable?: (block: B) => boolean;
}

/** How a factor changes channel numbers. */
export interface ChannelScale {
  readonly width: number;
  /** Channels times the width, rounded to a multiple of 8 and of `multiple`; 0 (no such branch) stays 0. */
  channels(count: number, multiple?: number): number;
}
