import { type Block, lowerBlock } from '../blocks/registry.js';
import type { Architecture } from './architecture.js';
import { type Graph, GraphBuilder, type NodeRef } from './graph.js';

/**
 * The ops of a network, in order of execution. Blocks get the paths `stem/0`, `stages/2/0` (stage, repeat) and `head/0`.
 * Throws `ArchitectureError` where an op does not fit its input.
 */
export function lower(architecture: Architecture): Graph {
  const { input, batchNorm, stochasticDepth } = architecture;
  const graph = new GraphBuilder([input.height, input.width, input.channels]);
  let x: NodeRef = 0;
  const append = (block: Block, path: string, dropPath: number) => {
    x = lowerBlock(block, x, { graph, path, batchNorm, dropPath });
  };
  for (const [i, block] of architecture.stem.entries()) append(block, `stem/${i}`, 0);
  const total = architecture.stages.reduce((sum, stage) => sum + stage.repeats, 0);
  let index = 0;
  architecture.stages.forEach(({ block, repeats }, s) => {
    const repeated = 'stride' in block && block.stride !== 1 ? { ...block, stride: 1 } : block;
    for (let r = 0; r < repeats; r++) append(r === 0 ? block : repeated, `stages/${s}/${r}`, (stochasticDepth * index++) / total);
  });
  for (const [i, block] of architecture.head.entries()) append(block, `head/${i}`, 0);
  return graph.build();
}
