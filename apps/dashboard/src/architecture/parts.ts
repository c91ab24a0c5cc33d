import { type Architecture, type LayerCost, layerCosts, lower } from '@isoflop/blocks';

/** A stem or head block, or a whole stage, with what it costs. */
export interface Part {
  /** `stem/0`, `stages/2`, `head/0`. */
  readonly path: string;
  readonly kind: string;
  readonly repeats: number;
  /** The fields of its block, but for the kind. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly macs: number;
  readonly params: number;
  readonly activations: number;
}

/** A network part by part, counted exactly. */
export function partsOf(architecture: Architecture): Part[] {
  const graph = lower(architecture);
  const layers = layerCosts(graph);
  const listed = [
    ...architecture.stem.map((block, i) => ({ path: `stem/${i}`, block, repeats: 1 })),
    ...architecture.stages.map(({ block, repeats }, i) => ({ path: `stages/${i}`, block, repeats })),
    ...architecture.head.map((block, i) => ({ path: `head/${i}`, block, repeats: 1 })),
  ];
  let shape: readonly number[] = layers[0]?.output ?? [];
  return listed.map(({ path, block, repeats }) => {
    const own = layers.filter((layer) => layer.path.startsWith(`${path}/`) || layer.path === path);
    const input = shape;
    shape = own.at(-1)?.output ?? shape;
    const { kind, ...settings } = block;
    return {
      path,
      kind,
      repeats,
      settings,
      input,
      output: shape,
      macs: sum(own, 'macs'),
      params: sum(own, 'params'),
      activations: sum(own, 'activations'),
    };
  });
}

function sum(layers: readonly LayerCost[], field: 'macs' | 'params' | 'activations'): number {
  return layers.reduce((total, layer) => total + layer[field], 0);
}

/** Settings of a block as people read them. */
export function settingsText(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .filter(([name, value]) => name !== 'channels' && value !== 0 && value !== false && value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}
