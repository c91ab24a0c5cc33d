import { type Architecture, type Graph, layerCosts, lower, type Node, type OpKind } from '@isoflop/blocks';

/** What is drawn as one box: an op with those that only change its values, or a whole block. */
export interface LayerBox {
  readonly id: string;
  readonly title: string;
  /** Names of what is inside. */
  readonly ops: readonly string[];
  readonly output: readonly number[];
  readonly macs: number;
  readonly params: number;
  /** Ids of the boxes it reads. */
  readonly inputs: readonly string[];
}

export type Detail = 'blocks' | 'layers';

/** Ops that change values one by one: they stand in the box of what they change. */
const ELEMENT_WISE: ReadonlySet<OpKind> = new Set(['batch-norm', 'activation', 'dropout', 'drop-path', 'layer-scale', 'flatten']);

/** The graph of a network as boxes. */
export function layerBoxes(architecture: Architecture, detail: Detail): LayerBox[] {
  const graph = lower(architecture);
  const costs = layerCosts(graph);
  const ids = detail === 'blocks' ? graph.nodes.map(blockOf) : opBoxes(graph);
  const boxes = new Map<string, LayerBox & { inputs: string[]; ops: string[] }>();
  graph.nodes.forEach((node, index) => {
    const id = ids[index] ?? '';
    const cost = costs[index];
    const before = boxes.get(id);
    const inputs = node.inputs.map((input) => ids[input] ?? '').filter((input) => input !== id);
    boxes.set(id, {
      id,
      title: before?.title ?? (detail === 'blocks' ? id : nameOf(node)),
      ops: [...(before?.ops ?? []), nameOf(node)],
      output: node.output,
      macs: (before?.macs ?? 0) + (cost?.macs ?? 0),
      params: (before?.params ?? 0) + (cost?.params ?? 0),
      inputs: [...new Set([...(before?.inputs ?? []), ...inputs])],
    });
  });
  return [...boxes.values()];
}

/** `stages/2/0` of `stages/2/0/depthwise`; stem and head blocks have no index within. */
function blockOf({ path }: Node): string {
  const parts = path.split('/');
  return parts.slice(0, parts[0] === 'stages' ? 3 : 2).join('/');
}

/** For every node the path of the first of its box. */
function opBoxes({ nodes }: Graph): string[] {
  const readers = new Array<number>(nodes.length).fill(0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input] = (readers[input] ?? 0) + 1;
  const ids: string[] = [];
  for (const { op, inputs, path } of nodes) {
    const [only] = inputs;
    const joins = inputs.length === 1 && only !== undefined && only > 0 && readers[only] === 1 && ELEMENT_WISE.has(op.kind);
    ids.push(joins ? (ids[only] ?? path) : path);
  }
  return ids;
}

function nameOf({ op }: Node): string {
  switch (op.kind) {
    case 'activation':
      return op.function;
    case 'conv2d':
      return `conv ${op.kernel.join('×')}${op.groups > 1 ? ` in ${op.groups} groups` : ''}${paceOf(op.stride)}`;
    case 'depthwise-conv2d':
      return `depthwise ${op.kernel.join('×')}${paceOf(op.stride)}`;
    case 'max-pool':
    case 'avg-pool':
      return `${op.kind} ${op.kernel.join('×')}${paceOf(op.stride)}`;
    default:
      return op.kind;
  }
}

function paceOf([vertical]: readonly [number, number]): string {
  return vertical === 1 ? '' : ` /${vertical}`;
}
