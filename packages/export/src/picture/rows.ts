import { type Architecture, type Block, type Graph, layerCosts, type Shape } from '@isoflop/blocks';

/** A line of the stage table: one entry of stem or head, or a stage with all its repeats. */
export interface StageRow {
  /** `stem/0`, `stages/2` or `head/1`. */
  readonly path: string;
  readonly kind: string;
  readonly repeats: number;
  /** Fields of the block, as text: `kernel 3, stride 2`. */
  readonly settings: string;
  /** Behind the last repeat. */
  readonly output: Shape;
  readonly params: number;
  readonly macs: number;
}

/** The stage table of a network. */
export function stageRows(architecture: Architecture, graph: Graph): StageRow[] {
  const layers = layerCosts(graph);
  const outputs = new Map(graph.nodes.map((node) => [node.path, node.output]));
  let output = graph.nodes[0].output;
  const row = (path: string, block: Block, repeats: number): StageRow => {
    const own = layers.filter((layer) => layer.path.startsWith(`${path}/`));
    output = outputs.get(own.at(-1)?.path ?? '') ?? output;
    const sum = (count: 'params' | 'macs') => own.reduce((total, layer) => total + layer[count], 0);
    return { path, kind: block.kind, repeats, settings: settingsOf(block), output, params: sum('params'), macs: sum('macs') };
  };
  return [
    ...architecture.stem.map((block, i) => row(`stem/${i}`, block, 1)),
    ...architecture.stages.map(({ block, repeats }, i) => row(`stages/${i}`, block, repeats)),
    ...architecture.head.map((block, i) => row(`head/${i}`, block, 1)),
  ];
}

function settingsOf({ kind: _kind, ...fields }: Block): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${words(name)} ${words(Array.isArray(value) ? value.join('-') : String(value))}`)
    .join(', ');
}

/** `squeezeExcite` as `squeeze excite`. */
const words = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** `5.3M`: three digits and a thousand's letter. */
export function shortCount(count: number): string {
  const [divisor, letter] = (
    [
      [1e9, 'G'],
      [1e6, 'M'],
      [1e3, 'k'],
    ] as const
  ).find(([size]) => count >= size) ?? [1, ''];
  return `${Number((count / divisor).toPrecision(3))}${letter}`;
}
