import type { Graph } from '@isoflop/blocks';

/** The ops that one block of an architecture became, as indices of nodes. It reads one output of an earlier block and has one itself. */
export interface NetworkBlock {
  /** `stem/0`, `stages/2/0` or `head/1`. */
  readonly path: string;
  readonly nodes: readonly number[];
  readonly input: number;
  readonly output: number;
}

const BLOCK_PATH = /^(?:(?:stem|head)\/\d+|stages\/\d+\/\d+)(?=\/)/;

/**
 * The graph cut into the blocks of its architecture, in order, or undefined where it is not a chain of such blocks (a graph made by hand).
 */
export function networkBlocks({ nodes }: Graph): NetworkBlock[] | undefined {
  const groups = new Map<string, number[]>();
  for (const [index, { path }] of nodes.entries()) {
    if (index === 0) continue;
    const block = BLOCK_PATH.exec(path)?.[0];
    if (block === undefined) return undefined;
    groups.set(block, [...(groups.get(block) ?? []), index]);
  }
  let input = 0;
  const blocks: NetworkBlock[] = [];
  for (const [path, members] of groups) {
    const inside = new Set(members);
    const reads = members.flatMap((index) => nodes[index].inputs).filter((index) => !inside.has(index));
    const output = members[members.length - 1];
    const leaks = nodes.some((node, index) => !inside.has(index) && node.inputs.some((each) => inside.has(each) && each !== output));
    if (leaks || reads.some((index) => index !== input)) return undefined;
    blocks.push({ path, nodes: members, input, output });
    input = output;
  }
  return blocks;
}
