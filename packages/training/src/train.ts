import { type Architecture, type Graph, lower } from '@isoflop/blocks';
import { type BackendName, type NamedWeights, type OpenedBackend, openBackend } from '@isoflop/runtime';
import { checkedGradients } from './checked-gradients.js';
import { type CheckpointOptions, Checkpoints } from './checkpoint/checkpoints.js';
import { runIdentity } from './checkpoint/run-identity.js';
import type { Dataset } from './data/dataset.js';
import { openDataset } from './data/open-dataset.js';
import { type PreparedDataset, prepareDataset } from './data/prepare.js';
import type { Engine, EngineName } from './engines/engine.js';
import { openEngine } from './engines/open-engine.js';
import { TrainingError } from './errors.js';
import { evaluate } from './evaluate.js';
import type { ChannelStatistics, EpochMetrics, GradientVerdict, TrainJob, TrainResult } from './job.js';
import { type Latency, measureLatency } from './latency/measure-latency.js';
import { checkRecipe } from './recipes/check-recipe.js';
import type { Recipe } from './recipes/recipe.js';
import { resolutionStages } from './resolution-stages.js';
import { runEpochs, stepsPerEpoch, type TrainingSetup } from './training-loop.js';
import { NOTHING_WITHIN, type TrainingPosition } from './training-position.js';
import { scoresBeforeTraining } from './zero-cost/scores-before-training.js';

export interface TrainOptions {
  /** `restored` for an epoch that an earlier attempt trained. */
  readonly onEpoch?: (metrics: EpochMetrics, restored: boolean) => void;
  /** Gets the latency that the job asked for, before it is known whether it is short enough. */
  readonly onLatency?: (latency: Latency) => void;
  /** Where the run is kept from time to time; it goes on from what an earlier attempt at the same job left there. */
  readonly checkpoint?: CheckpointOptions;
  /** Gets one line for each thing that people may want to know: where data was found, which backends were passed over. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  /** A backend that is open already, instead of opening the job's; for several jobs in one process. */
  readonly backend?: OpenedBackend;
  /** The engine to use instead of the one that suits the backend. */
  readonly engine?: EngineName;
  /** Called after every call of the engine, which takes one step or several; may throw to stop. */
  readonly onStep?: () => void;
}

/**
 * Trains one candidate in this process. Same job and backend, same curve. Throws a DivergedError when the loss is not finite, a TrainingError
 * with reason 'bad-job' when network and data do not fit, a DatasetError when the data cannot be had, and the signal's reason when aborted.
 */
export async function trainCandidate(
  job: TrainJob,
  options: TrainOptions = {},
): Promise<{ readonly result: TrainResult; readonly weights: readonly NamedWeights[] }> {
  const { signal, log = () => {}, now = () => performance.now(), onEpoch = () => {}, checkpoint } = options;
  checkJob(job);
  const { name, ...request } = job.dataset;
  const dataset = await openDataset(name, { ...request, log, ...(signal ? { signal } : {}) });
  const opened = options.backend ?? (await openBackend(job.backend));
  for (const verdict of opened.verdicts) if (!verdict.available) log(`backend ${verdict.backend}: ${verdict.reason}`);
  const open = (network: Network) => openNetwork(opened, job, network, { now, ...(options.engine && { engine: options.engine }) });
  const network = await prepareNetwork(opened, job, dataset, job.architecture);
  const { graph, data, gradients } = network;
  const engine = open(network);
  if (engine.insteadBecause) log(`engine: eager, ${engine.insteadBecause}`);
  try {
    const pause = async () => {
      await new Promise(setImmediate);
      signal?.throwIfAborted();
      options.onStep?.();
    };
    const checkpoints = checkpoint && new Checkpoints(checkpoint, runIdentity(job, data, engine.name), now, log);
    const kept = await checkpoints?.restore();
    if (kept) engine.setState(kept.state);
    const latency = job.latency && (await measureLatency(engine, data.validation, { now, pause }));
    if (latency) options.onLatency?.(latency);
    // Once a network was quick enough it goes on, whatever else the machine does at another time.
    if (latency && !kept) checkLatency(job, latency);
    for (const metrics of kept?.position.epochs ?? []) onEpoch(metrics, true);
    const scores = job.scores && scoresBeforeTraining(opened.tf, graph, data, job);
    const report = (metrics: EpochMetrics) => onEpoch(metrics, false);
    const setup: TrainingSetup = { engine, data, job, now, pause, onEpoch: report, ...(checkpoints && { checkpoints }) };
    let position = kept?.position;
    for (const { architecture, until } of resolutionStages(job.architecture, job.recipe, job.epochs).slice(0, -1)) {
      if (until <= (position?.epochs.length ?? 0)) continue;
      const smaller = await prepareNetwork(opened, job, dataset, architecture, data.normalization);
      position = { epochs: await trainSmaller(setup, open(smaller), smaller.data, position, until), within: NOTHING_WITHIN };
    }
    const epochs = await runEpochs(setup, position);
    const test = job.measureTest ? await evaluate(engine, data.test, pause) : undefined;
    return {
      result: {
        ...summary(setup, epochs, opened.backend),
        ...(gradients && { gradients }),
        ...(latency && { latency }),
        ...(scores && { scores }),
        ...(test && { test }),
      },
      weights: await engine.weights(),
    };
  } finally {
    engine.dispose();
  }
}

/** A network with its data at one resolution. */
interface Network {
  readonly graph: Graph;
  readonly data: PreparedDataset;
  readonly gradients: GradientVerdict | undefined;
}

/** `normalization` of the images; their own unless given. */
async function prepareNetwork(
  opened: OpenedBackend,
  job: TrainJob,
  dataset: Dataset,
  architecture: Architecture,
  normalization?: ChannelStatistics,
): Promise<Network> {
  const data = { ...prepareDataset(dataset, architecture.input), ...(normalization && { normalization }) };
  const graph = lower(withRecipe(architecture, job.recipe));
  checkClasses(job, graph, data);
  return { graph, data, gradients: await checkedGradients(opened, graph) };
}

function openNetwork(
  opened: OpenedBackend,
  { recipe, seed }: TrainJob,
  { graph, data, gradients }: Network,
  options: { readonly now: () => number; readonly engine?: EngineName },
): Engine {
  return openEngine(opened, { graph, data, recipe, seed, detours: new Set(gradients?.detoured), ...options });
}

/** Trains the network of `setup` on smaller images until epoch `until`, in an engine of their own, which it closes; returns the epochs so far. */
async function trainSmaller(
  setup: TrainingSetup,
  smaller: Engine,
  data: PreparedDataset,
  position: TrainingPosition | undefined,
  until: number,
): Promise<readonly EpochMetrics[]> {
  try {
    if (smaller.params !== setup.engine.params) {
      throw new TrainingError(
        'bad-job',
        `train: weights must be the same at all resolutions, got ${smaller.params} values at ${data.height} x ${data.width} and ` +
          `${setup.engine.params} at ${setup.data.height} x ${setup.data.width}; pool before the first dense layer, or train without progressive`,
      );
    }
    smaller.setState(await setup.engine.state());
    const epochs = await runEpochs({ ...setup, engine: smaller, data }, position, until);
    setup.engine.setState(await smaller.state());
    return epochs;
  } finally {
    smaller.dispose();
  }
}

/**
 * The network as the recipe trains it. Short runs see few steps: running averages with a long memory would still hold their initial values when they are
 * first used.
 */
function withRecipe(architecture: Architecture, { batchNormMomentum, dropout, stochasticDepth }: Recipe): Architecture {
  const momentum = Math.min(architecture.batchNorm.momentum, batchNormMomentum);
  return {
    ...architecture,
    batchNorm: { ...architecture.batchNorm, momentum },
    ...(stochasticDepth !== undefined && { stochasticDepth }),
    ...(dropout !== undefined && {
      head: architecture.head.map((block) => (block.kind === 'classifier' ? { ...block, dropout } : block)),
    }),
  };
}

function summary({ data, job, ...setup }: TrainingSetup, epochs: readonly EpochMetrics[], backend: BackendName): TrainResult {
  const last = epochs[epochs.length - 1];
  const images = epochs.length * stepsPerEpoch({ data, job }) * Math.min(job.recipe.batch, data.train.count);
  const trainSeconds = epochs.reduce((sum, epoch) => sum + epoch.trainSeconds, 0);
  return {
    accuracy: last.validationAccuracy,
    loss: last.validationLoss,
    epochs,
    params: setup.engine.params,
    imagesPerSecond: images / trainSeconds,
    trainSeconds: trainSeconds + epochs.reduce((sum, epoch) => sum + epoch.validationSeconds, 0),
    backend,
    engine: setup.engine.name,
    ...(setup.engine.insteadBecause !== undefined && { engineReason: setup.engine.insteadBecause }),
    dataset: { name: data.name, train: data.train.count, validation: data.validation.count, test: data.test.count },
    normalization: data.normalization,
  };
}

function checkJob({ epochs, recipe }: TrainJob): void {
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new TrainingError('bad-job', `train: epochs must be an integer of at least 1, got ${epochs}`);
  }
  checkRecipe(recipe);
}

function checkLatency({ architecture, latency }: TrainJob, [{ medianMs, p95Ms, runs }]: Latency): void {
  const { limitMs = Number.POSITIVE_INFINITY } = latency ?? {};
  if (medianMs <= limitMs) return;
  throw new TrainingError(
    'too-slow',
    `latency: ${architecture.name} must take at most ${limitMs} ms for one image, got ${medianMs.toFixed(2)} ms (median of ${runs}, 95 % under ${p95Ms.toFixed(2)} ms)`,
  );
}

function checkClasses(job: TrainJob, { nodes }: Graph, data: PreparedDataset): void {
  const classes = nodes[nodes.length - 1].output[2];
  if (classes === data.classes.length) return;
  throw new TrainingError(
    'bad-job',
    `train: ${job.architecture.name} must end in ${data.classes.length} classes for the data set ${data.name}, got ${classes}; change its classifier`,
  );
}
