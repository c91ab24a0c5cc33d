import { type Block, lowerBlock } from '../blocks/registry.js';
import type { Architecture, Stage } from './architecture.js';
import { type Graph, GraphBuilder, type NodeRef } from './graph.js';

/**
 * The ops of a network, in order of execution. Blocks get the paths `stem/0`, `stages/2/0` (stage, repeat) and `head/0`.
 * Throws `ArchitectureError` where an op does not fit its input.
 */
export function lower(architecture: Architecture): Graph {
  const { input, batchNorm, stochasticDepth } = architecture;
  const graph = new GraphBuilder([input.height, input.width, input.channels]);
  let x: NodeRef = appendBlocks(graph, 0, 'stem', architecture.stem, batchNorm);
  const total = architecture.stages.reduce((sum, stage) => sum + stage.repeats, 0);
  let index = 0;
  for (const [s, stage] of architecture.stages.entries()) {
    x = appendStage(graph, x, `stages/${s}`, stage, batchNorm, (r) => (stochasticDepth * (index + r)) / total);
    index += stage.repeats;
  }
  appendBlocks(graph, x, 'head', architecture.head, batchNorm);
  return graph.build();
}

type BatchNormSettings = Architecture['batchNorm'];

/** Appends blocks one after another as `path/0`, `path/1`… and returns the output of the last. */
export function appendBlocks(
  graph: GraphBuilder,
  input: NodeRef,
  path: string,
  blocks: readonly Block[],
  batchNorm: BatchNormSettings,
): NodeRef {
  let x = input;
  for (const [i, block] of blocks.entries()) x = lowerBlock(block, x, { graph, path: `${path}/${i}`, batchNorm, dropPath: 0 });
  return x;
}

/** Appends the repeats of a stage's block, those after the first with stride 1, and returns the output of the last. */
export function appendStage(
  graph: GraphBuilder,
  input: NodeRef,
  path: string,
  { block, repeats }: Stage,
  batchNorm: BatchNormSettings,
  dropPath: (repeat: number) => number,
): NodeRef {
  const repeated = 'stride' in block && block.stride !== 1 ? { ...block, stride: 1 } : block;
  let x = input;
  for (let r = 0; r < repeats; r++) {
    x = lowerBlock(r === 0 ? block : repeated, x, { graph, path: `${path}/${r}`, batchNorm, dropPath: dropPath(r) });
  }
  return x;
}
