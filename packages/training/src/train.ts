import { type BackendName, type NamedWeights, type OpenedBackend, openBackend } from '@isoflop/runtime';
import { type CheckpointOptions, Checkpoints } from './checkpoint/checkpoints.js';
import { runIdentity } from './checkpoint/run-identity.js';
import { openDataset } from './data/open-dataset.js';
import type { EngineName } from './engines/engine.js';
import { TrainingError } from './errors.js';
import { evaluate } from './evaluate.js';
import type { EpochMetrics, TrainJob, TrainResult } from './job.js';
import { type Latency, measureLatency } from './latency/measure-latency.js';
import { openNetwork, type PreparedNetwork, prepareNetwork } from './prepared-network.js';
import { checkRecipe } from './recipes/check-recipe.js';
import { resolutionStages } from './resolution-stages.js';
import { trainSmaller } from './train-smaller.js';
import { runEpochs, stepsPerEpoch, type TrainingSetup } from './training-loop.js';
import { NOTHING_WITHIN } from './training-position.js';
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
  const open = (network: PreparedNetwork) => openNetwork(opened, job, network, { now, ...(options.engine && { engine: options.engine }) });
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
