import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Architecture, type Graph, lower } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { type Exported, exportModel } from '../export-model.js';
import type { TrainedExportable } from '../format.js';
import type { FormatName } from '../formats/formats.js';
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

/** Exports to a folder of its own, verifies, and removes it. Throws what `exportModel` does. */
export async function verifiedExport(exportable: TrainedExportable, names: readonly FormatName[]): Promise<Exported> {
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-export-'));
  try {
    return await exportModel(exportable, names, folder, true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
