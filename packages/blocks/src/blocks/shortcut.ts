import type { NodeRef } from '../ir/graph.js';
import type { LowerContext } from './block.js';
import { convNorm, convOp } from './conv-norm.js';

/** Adds a branch to its shortcut; in training, stochastic depth may drop the branch for a whole image. */
export function addShortcut({ graph, path, dropPath }: LowerContext, branch: NodeRef, shortcut: NodeRef): NodeRef {
  const kept = dropPath > 0 ? graph.add(`${path}/drop-path`, { kind: 'drop-path', rate: dropPath }, [branch]) : branch;
  return graph.add(`${path}/add`, { kind: 'add' }, [kept, shortcut]);
}

/** The input itself where a residual block keeps its shape, else a normalised 1x1 convolution with the block's stride. */
export function projectedShortcut(context: LowerContext, channels: number, stride: number, input: NodeRef): NodeRef {
  if (stride === 1 && context.graph.shape(input)[2] === channels) return input;
  return convNorm(context, 'shortcut', convOp(channels, 1, { stride }), 'linear', input);
}
