import type { Architecture, Graph } from '@isoflop/blocks';
import { type NetworkBlock, networkBlocks } from '../network-blocks.js';
import { className } from '../python/names.js';
import type { Helper } from './helpers.js';
import { type TorchModule, torchClass, torchModule } from './module.js';

/** A network as classes, and where in its `state_dict` each node's layer is. */
export interface TorchNetwork {
  /** Source of every class; the last is `Network`. */
  readonly classes: readonly string[];
  readonly helpers: ReadonlySet<Helper>;
  /** Dotted path of a node's layer, by the node's path. */
  readonly layers: ReadonlyMap<string, string>;
}

/** One class per distinct block, named after its kind, and a `Network` of stem, stages and head; else one class of everything. */
export function torchNetwork(architecture: Architecture, graph: Graph): TorchNetwork {
  const helpers = new Set<Helper>();
  const need = (helper: Helper) => void helpers.add(helper);
  const blocks = networkBlocks(graph);
  if (!blocks) return { ...wholeNetwork(graph, need), helpers };
  const layers = new Map<string, string>();
  const named = nameModules(
    blocks.map((block) => ({ block, module: torchModule(graph, block, need) })),
    architecture,
  );
  for (const { block, module } of named.values()) {
    for (const [path, attribute] of module.attributes) layers.set(path, `${block.path.replaceAll('/', '.')}.${attribute}`);
  }
  const classes = [...new Set([...named.values()].map(({ name }) => name))].map((name) => {
    const uses = [...named.values()].filter((each) => each.name === name);
    return torchClass(name, `${uses.map(({ block }) => block.path).join(', ')}.`, uses[0].module);
  });
  const chain = (prefix: string) =>
    sequence(
      [...named]
        .filter(([path]) => path.startsWith(`${prefix}/`))
        .map(([path, { name, module }]) => [path, `${name}(${module.dropPath ?? ''})`]),
    );
  const stages = architecture.stages.map((_, s) => chain(`stages/${s}`));
  const network = [
    'class Network(nn.Module):',
    `    """Images [batch, channels, height, width] to logits [batch, ${graph.nodes[graph.nodes.length - 1].output[2]}]."""`,
    '',
    '    def __init__(self):',
    '        super().__init__()',
    `        self.stem = nn.Sequential(${chain('stem').join(', ')})`,
    '        self.stages = nn.Sequential(',
    ...stages.map((stage) => `            nn.Sequential(${stage.join(', ')}),`),
    '        )',
    `        self.head = nn.Sequential(${chain('head').join(', ')})`,
    '',
    '    def forward(self, x):',
    '        return self.head(self.stages(self.stem(x))).flatten(1)',
  ].join('\n');
  return { classes: [...classes, network], helpers, layers };
}

function wholeNetwork(graph: Graph, need: (helper: Helper) => void) {
  const indices = graph.nodes.map((_, index) => index).slice(1);
  const whole: NetworkBlock = { path: '', nodes: indices, input: 0, output: graph.nodes.length - 1 };
  const module = torchModule(graph, whole, need);
  const last = module.forward.length - 1;
  const forward = module.forward.with(last, `${module.forward[last].replace('return ', 'return (')}).flatten(1)`);
  return { classes: [torchClass('Network', 'Every op of the graph.', { ...module, forward })], layers: module.attributes };
}

interface Written {
  readonly block: NetworkBlock;
  readonly module: TorchModule;
}

/** Names the class of every block by its path; blocks of one source share a class. */
function nameModules(written: readonly Written[], architecture: Architecture): Map<string, Written & { name: string }> {
  const sourceOf = ({ module }: Written) => torchClass('', '', module);
  const kindOf = ({ block }: Written) => className(blockKind(architecture, block.path));
  const sources = new Map<string, string[]>();
  for (const each of written) {
    const known = sources.get(kindOf(each)) ?? [];
    if (!known.includes(sourceOf(each))) known.push(sourceOf(each));
    sources.set(kindOf(each), known);
  }
  const nameOf = (each: Written) => {
    const known = sources.get(kindOf(each)) ?? [];
    return known.length === 1 ? kindOf(each) : `${kindOf(each)}${known.indexOf(sourceOf(each)) + 1}`;
  };
  return new Map(written.map((each) => [each.block.path, { ...each, name: nameOf(each) }]));
}

function blockKind({ stem, stages, head }: Architecture, path: string): string {
  const [part, index] = path.split('/');
  if (part === 'stages') return stages[Number(index)].block.kind;
  return (part === 'stem' ? stem : head)[Number(index)].kind;
}

/** Constructor calls in order of their paths' last number; a block that lowers to no op stands as an identity. */
function sequence(entries: readonly (readonly [path: string, call: string])[]): string[] {
  const calls: string[] = [];
  for (const [path, call] of entries) {
    const place = Number(path.slice(path.lastIndexOf('/') + 1));
    while (calls.length < place) calls.push('nn.Identity()');
    calls.push(call);
  }
  return calls;
}
