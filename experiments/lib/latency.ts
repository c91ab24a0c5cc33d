import { type Architecture, lower } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { measureLatency, openEngine, type PreparedDataset, recipes } from '@isoflop/training';

const IMAGES = 32;

const ROUNDS = 3;

/**
 * Milliseconds that each network takes for a batch of 32 images with random weights on this machine: the median of many runs, the least of three rounds
 * over all networks, so that other work on the machine does not meet one network alone.
 */
export async function batchMillisecondsOf(networks: readonly Architecture[]): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const medians: number[] = [];
    for (const network of networks) medians.push(await medianOf(network));
    rounds.push(medians);
  }
  return networks.map((_, i) => Math.min(...rounds.map((medians) => medians[i])));
}

async function medianOf(architecture: Architecture): Promise<number> {
  const graph = lower(architecture);
  const data = greyImages(architecture, graph.nodes[graph.nodes.length - 1].output[2]);
  const now = () => performance.now();
  const engine = openEngine(await openBackend('auto'), { graph, data, recipe: recipes.quick, seed: 1, now });
  try {
    const latency = await measureLatency(engine, data.validation, { now, pause: async () => {} });
    return latency[latency.length - 1].medianMs;
  } finally {
    engine.dispose();
  }
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
