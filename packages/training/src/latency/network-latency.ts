import { type Architecture, lower } from '@isoflop/blocks';
import type { OpenedBackend } from '@isoflop/runtime';
import type { PreparedDataset } from '../data/prepare.js';
import { openEngine } from '../engines/open-engine.js';
import { recipes } from '../recipes/recipes.js';
import { type Latency, type LatencyOptions, measureLatency } from './measure-latency.js';

/**
 * Times a network that nobody has trained, with random weights and grey images: neither changes how long it takes. Throws `ArchitectureError` where
 * its ops do not fit together.
 */
export async function networkLatency(
  backend: OpenedBackend,
  architecture: Architecture,
  options: LatencyOptions & {
    /** With fewer than a batch only one image at a time is timed; 32 unless given. */
    readonly images?: number;
  },
): Promise<Latency> {
  const graph = lower(architecture);
  const classes = graph.nodes[graph.nodes.length - 1].output[2];
  const data = greyImages(architecture, classes, options.images ?? options.batch ?? 32);
  const engine = openEngine(backend, { graph, data, recipe: recipes.quick, seed: 1, now: options.now });
  try {
    return await measureLatency(engine, data.validation, options);
  } finally {
    engine.dispose();
  }
}

function greyImages({ input }: Architecture, classes: number, count: number): PreparedDataset {
  const { height, width, channels } = input;
  const split = { images: new Uint8Array(count * height * width * channels).fill(128), labels: new Int32Array(count), count };
  return {
    name: 'grey',
    classes: Array.from({ length: classes }, (_, i) => `${i}`),
    ...{ height, width, channels, train: split, validation: split, test: split },
    normalization: { mean: new Array(channels).fill(0.5), std: new Array(channels).fill(0.25) },
  };
}
