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
}
