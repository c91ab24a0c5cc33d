import type { Graph, Op } from '@isoflop/blocks';
import type { NetworkBlock } from '../network-blocks.js';
import { identifier } from '../python/names.js';
import type { Helper } from './helpers.js';
import { TORCH_STEPS, type TorchCode, type TorchStep } from './ops.js';

/** A block as the inside of an `nn.Module`. */
export interface TorchModule {
  /** Lines of `__init__` after `super().__init__()`. */
  readonly init: readonly string[];
  /** Lines of `forward`, which takes `argument`. */
  readonly forward: readonly string[];
  readonly argument: string;
  /** The rate that `__init__` takes as `drop_path`: blocks that differ in nothing else are one class. */
  readonly dropPath?: number;
  /** The attribute that holds the layer of a node, by its path. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Writes a block: tensors that only the next op reads are all called x, the others by the path of their op. */
export function torchModule({ nodes }: Graph, block: NetworkBlock, need: (helper: Helper) => void): TorchModule {
  const readers = (index: number) => block.nodes.filter((each) => nodes[each].inputs.includes(index));
  const passesOn = (index: number, next: number | undefined) => readers(index).every((reader) => reader === next);
  const argument = passesOn(block.input, block.nodes[0]) ? 'x' : 'inputs';
  const variables = new Map([[block.input, argument]]);
  const attributes = new Map<string, string>();
  const taken = new Set<string>();
  const dropPath = block.path === '' ? undefined : dropRate(block.nodes.map((index) => nodes[index].op));
  const init: string[] = [];
  const forward: string[] = [];
  for (const [place, index] of block.nodes.entries()) {
    const node = nodes[index];
    const local = block.path === '' ? node.path : node.path.slice(block.path.length + 1);
    const name = identifier(local, taken);
    taken.add(name);
    attributes.set(node.path, name);
    const write = TORCH_STEPS[node.op.kind] as (step: TorchStep<Op>) => TorchCode;
    const x = node.inputs.map((input) => variables.get(input) ?? 'x');
    const code = write({ op: node.op, node, inputShape: nodes[node.inputs[0]].output, x, layer: `self.${name}`, dropPath, need });
    init.push(...(code.init ?? []));
    const isLast = place === block.nodes.length - 1;
    const variable = passesOn(index, block.nodes[place + 1]) ? 'x' : name;
    variables.set(index, variable);
    forward.push(isLast ? `return ${code.call}` : `${variable} = ${code.call}`);
  }
  return { init, forward, argument, attributes, ...(dropPath !== undefined && { dropPath }) };
}

/** The rate of a block's only stochastic depth. */
function dropRate(ops: readonly Op[]): number | undefined {
  const rates = ops.flatMap((op) => (op.kind === 'drop-path' ? [op.rate] : []));
  return rates.length === 1 ? rates[0] : undefined;
}

/** The source of a class. */
export function torchClass(name: string, about: string, { init, forward, argument, dropPath }: TorchModule): string {
  const made = ['super().__init__()', ...init];
  return [
    `class ${name}(nn.Module):`,
    `    """${about}"""`,
    '',
    `    def __init__(self${dropPath === undefined ? '' : ', drop_path'}):`,
    ...made.map((line) => `        ${line}`),
    '',
    `    def forward(self, ${argument}):`,
    ...forward.map((line) => `        ${line}`),
  ].join('\n');
}
