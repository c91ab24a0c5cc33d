/**
 * One engine of isoflop for the benchmark. Reads and answers the same JSON lines as torch_peer.py, and {"measure": "pipeline", "steps": epochs}: a
 * whole training run with augmentation, in CPU seconds per step of each epoch.
 */
import { createInterface } from 'node:readline';
import { type Architecture, lower } from '@isoflop/blocks';
import { type BackendName, openBackend } from '@isoflop/runtime';
import { type Engine, type EngineName, openEngine, type PreparedDataset, recipes, trainCandidate } from '@isoflop/training';
import { BENCH_NETWORKS } from './networks.js';

interface Setup {
  readonly network: string;
  readonly engine: EngineName;
  readonly backend: BackendName;
  /** The network for the made-up `textures` of the pipeline: ten classes of grey images. */
  readonly textures: boolean;
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const setup: Setup = JSON.parse((await lines.next()).value);
const found = BENCH_NETWORKS.find(({ name }) => name === setup.network);
if (!found) throw new RangeError(`peer: network must be one of the benchmark's, got ${setup.network}`);
const { batch } = found;
const architecture = setup.textures ? forTextures(found.architecture) : found.architecture;
const graph = lower(architecture);
const { height, width, channels } = architecture.input;
const classes = graph.nodes[graph.nodes.length - 1].output[2];

const count = 4 * batch;
const pixels = Uint8Array.from({ length: count * height * width * channels }, (_, index) => (Math.imul(index, 0x9e3779b1) >>> 11) & 255);
const split = { images: pixels, labels: Int32Array.from({ length: count }, (_, index) => index % classes), count };
const data: PreparedDataset = {
  name: 'noise',
  classes: Array.from({ length: classes }, (_, index) => String(index)),
  height,
  width,
  channels,
  train: split,
  validation: split,
  test: split,
  normalization: { mean: new Array(channels).fill(0.5), std: new Array(channels).fill(0.29) },
};
const opened = await openBackend(setup.backend);
const recipe = { ...recipes.quick, batch };
const now = () => performance.now();

const idleBytes = process.memoryUsage.rss();
const baseline = cpuSeconds();
const engine = openEngine(opened, { graph, data, recipe, seed: 1, engine: setup.engine, now });
const openSeconds = cpuSeconds() - baseline;
const answer = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
answer({ ready: true, version: opened.facts.tensorflowVersion ?? opened.facts.tfjsVersion, params: engine.params, openSeconds, idleBytes });

let step = 0;
const measured: Record<'train' | 'infer', (engine: Engine) => Promise<unknown>> = {
  train: (engine) => {
    const images = Int32Array.from({ length: batch }, (_, index) => (step * batch + index) % count);
    return engine.train([{ images, epoch: 1, number: step++, learningRate: 0.01 }]);
  },
  infer: (engine) => engine.predict(split, 0, batch),
};

/** Every epoch but the first, in which TensorFlow prepares its graph. */
async function pipeline(epochs: number): Promise<number[]> {
  const steps = 8;
  const subset = { train: steps * batch, validation: 10, test: 10 };
  const dataset = { name: 'textures', seed: 1, subset };
  const job = { architecture, dataset, recipe: { ...recipes.standard, batch }, epochs, seed: 1, backend: setup.backend };
  const { result } = await trainCandidate(job, { backend: opened, engine: setup.engine, now: () => cpuSeconds() * 1000 });
  return result.epochs.slice(1).map(({ trainSeconds }) => trainSeconds / steps);
}

function forTextures(network: Architecture): Architecture {
  const head = network.head.map((block) => (block.kind === 'classifier' ? { ...block, classes: 10 } : block));
  return { ...network, input: { ...network.input, channels: 1 }, head };
}

for await (const line of { [Symbol.asyncIterator]: () => lines }) {
  const task: { measure: 'train' | 'infer' | 'pipeline'; steps: number } = JSON.parse(line);
  const seconds: number[] = [];
  if (task.measure === 'pipeline') seconds.push(...(await pipeline(task.steps)));
  else {
    for (let index = 0; index < task.steps; index++) {
      const start = cpuSeconds();
      await measured[task.measure](engine);
      seconds.push(cpuSeconds() - start);
    }
  }
  answer({ seconds });
}
process.exit(0);
