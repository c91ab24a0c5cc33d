import { type Architecture, lower } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { type Latency, measureLatency, openEngine, type PreparedDataset, recipes } from '@isoflop/training';

const IMAGES = 32;

/** Measures networks with random weights on this machine, one image and a batch. */
export async function latenciesOf(networks: readonly Architecture[]): Promise<Latency[]> {
  const opened = await openBackend('auto');
  const latencies: Latency[] = [];
  for (const architecture of networks) {
    const graph = lower(architecture);
    const data = greyImages(architecture, graph.nodes[graph.nodes.length - 1].output[2]);
    const engine = openEngine(opened, { graph, data, recipe: recipes.quick, seed: 1, now: () => performance.now() });
    try {
      latencies.push(await measureLatency(engine, data.validation, { now: () => performance.now(), pause: async () => {} }));
    } finally {
      engine.dispose();
    }
  }
  return latencies;
}

/** Their content does not matter for time. */
function greyImages({ input: { height, width, channels } }: Architecture, classes: number): PreparedDataset {
  const split = {
    images: new Uint8Array(IMAGES * height * width * channels).fill(128),
    labels: new Int32Array(IMAGES),
    count: IMAGES,
  };
  return {
    name: 'grey',
    classes: Array.from({ length: classes }, (_, index) => String(index)),
    ...{ height, width, channels },
    ...{ train: split, validation: split, test: split },
    normalization: { mean: new Array(channels).fill(0.5), std: new Array(channels).fill(0.25) },
  };
}
