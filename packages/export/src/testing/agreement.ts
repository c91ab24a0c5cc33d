import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Architecture, type Graph, lower } from '@isoflop/blocks';
import { buildModel, type NamedWeights, openBackend } from '@isoflop/runtime';
import { type Exported, exportModel } from '../export-model.js';
import type { TrainedExportable } from '../format.js';
import type { FormatName } from '../formats/formats.js';
import { largestLogit, makeProbes } from '../probes.js';
import { drawnWeights } from './drawn-weights.js';

/** For graphs that no architecture says: a name to print. */
const NAMELESS: Architecture = {
  name: 'ops',
  input: { height: 1, width: 1, channels: 1 },
  stem: [],
  stages: [],
  head: [],
  batchNorm: { epsilon: 1e-3, momentum: 0.99 },
  stochasticDepth: 0,
};

/** A network with drawn weights, ready for every format. */
export async function drawnExportable(network: Architecture | Graph, seed: number): Promise<TrainedExportable> {
  const { tf } = await openBackend('wasm');
  const isGraph = 'nodes' in network;
  const graph = isGraph ? network : lower(network);
  const architecture = isGraph ? NAMELESS : network;
  const channels = graph.nodes[0].output[2];
  const normalization = { mean: new Array<number>(channels).fill(0.45), std: new Array<number>(channels).fill(0.25) };
  return { architecture, graph, weights: drawnWeights(graph, seed), normalization, about: {}, tf };
}

/** Running averages are taken of at least so many images, and of at least so many values of every channel. */
const FEWEST_IMAGES = 8;
const FEWEST_VALUES = 128;
/** None of those of the probes, which are their batch sizes, and not 0, which TensorFlow.js takes for no seed. */
const CALIBRATION_SEED = 1000;

/**
 * The same network in the state that training leaves: running averages are those of a batch of images, and the last layer is scaled so that
 * the largest logit of the probes is `size`. Drawn averages would let activations grow from layer to layer, and rounding errors with them;
 * with one size, absolute errors mean the same for every network.
 */
export function asTrained(exportable: TrainedExportable, size: number): TrainedExportable {
  const calibrated = { ...exportable, weights: calibratedWeights(exportable) };
  const factor = size / largestLogit(makeProbes(calibrated));
  const last = exportable.graph.nodes.findLast(({ op }) => ['dense', 'conv2d'].includes(op.kind));
  const weights = calibrated.weights.map((entry) =>
    entry.name.startsWith(`${last?.path}/`) ? { ...entry, data: entry.data.map((value) => value * factor) } : entry,
  );
  return { ...exportable, weights };
}

function calibratedWeights({ tf, graph, weights }: TrainedExportable): NamedWeights[] {
  // Without momentum one batch makes the averages.
  const nodes = graph.nodes.map((node) => (node.op.kind === 'batch-norm' ? { ...node, op: { ...node.op, momentum: 0 } } : node));
  const model = buildModel(tf, { nodes }, { seed: 0 });
  try {
    model.setWeights(weights);
    tf.tidy(() => {
      const shape: [number, number, number, number] = [calibrationImages(graph), ...graph.nodes[0].output];
      model.forward(tf.randomNormal<(typeof tf)['Rank']['R4']>(shape, 0, 1, 'float32', CALIBRATION_SEED), { training: true, step: 0 });
    });
    return model.weights();
  } finally {
    model.dispose();
  }
}

/** Averages of a few values, as maps of one pixel have them, would fit those images and no others. */
function calibrationImages({ nodes }: Graph): number {
  const sizes = nodes.filter(({ op }) => op.kind === 'batch-norm').map(({ output: [height, width] }) => height * width);
  return Math.max(FEWEST_IMAGES, Math.ceil(FEWEST_VALUES / Math.min(FEWEST_VALUES, ...sizes)));
}

/** Exports to a folder of its own, verifies, and removes it. Throws what `exportModel` does. */
export async function verifiedExport(exportable: TrainedExportable, names: readonly FormatName[]): Promise<Exported> {
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-export-'));
  try {
    return await exportModel(exportable, names, folder, true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
