import type { ArtifactInput, JsonObject } from '@isoflop/results-store';
import {
  type DatasetRequest,
  DevicePool,
  type EpochMetrics,
  type Latency,
  type Recipe,
  type RecipeChanges,
  type RetriedResult,
  recipeNamed,
  recipes,
  recipeWith,
  runWithRetries,
  TrainingError,
  type TrainJob,
  visibleDevices,
} from '@isoflop/training';
import { StudyError } from '../errors.js';
import type { StudySpec } from '../study-session.js';
import { type Evaluation, type EvaluationContext, EvaluationError, type Evaluator } from './evaluator.js';
import { dropCheckpoints, TrialFiles } from './trial-files.js';

export interface TrainEvaluatorOptions {
  readonly experiment: StudySpec;
  /** Folder that artifact paths are relative to. */
  readonly artifacts: string;
  /** Facts of the machine and backend, stored with every trial beside what the worker reports. */
  readonly facts: JsonObject;
  /** Milliseconds since 1970, for logs; `Date.now` unless given. */
  readonly now?: () => number;
  /** How a job is trained; each in a process of its own unless given. */
  readonly train?: typeof runWithRetries;
}

/** What an experiment says of training its candidates, or its finalists. */
type TrainingSettings = Omit<StudySpec['training'], 'epochs'>;

/** How the finalists of a study are trained, or its candidates. */
export function trainingSettingsOf({ training, finalists }: StudySpec, isFinalist: boolean): TrainingSettings {
  return isFinalist ? (finalists?.training ?? training) : training;
}

/** The images a study trains and validates on. The split depends on the study's seed only, so every candidate sees the same. */
export function datasetOf({ dataset, search, ...spec }: StudySpec, training: TrainingSettings = spec.training): DatasetRequest {
  const { trainImages: train, validationImages: validation, validationFraction, testFraction, imageSize, strict } = training;
  return {
    ...{ name: dataset, seed: search.seed },
    subset: { ...(train !== undefined && { train }), ...(validation !== undefined && { validation }) },
    ...(validationFraction !== undefined && { validationFraction }),
    ...(testFraction !== undefined && { testFraction }),
    ...(imageSize !== undefined && { imageSize }),
    ...(strict !== undefined && { strict }),
  };
}

/** The recipe that an experiment names, with its changes. Throws a StudyError that lists the recipes for an unknown name. */
export function recipeOf({ recipe, changes }: TrainingSettings): Recipe {
  if (!Object.hasOwn(recipes, recipe)) {
    throw new StudyError(`training.recipe: must be one of ${Object.keys(recipes).join(', ')}, got "${recipe}"; correct the name`);
  }
  // The schema leaves absent fields out, though its type would let them be undefined.
  return changes === undefined ? recipeNamed(recipe) : recipeWith(recipeNamed(recipe), changes as RecipeChanges);
}

/**
 * Trains each candidate for real, in a process of its own, and keeps its weights and its log. A trial that was started before goes on from its
 * checkpoint.
 */
export function trainEvaluator({ experiment, artifacts, facts, now = Date.now, train = runWithRetries }: TrainEvaluatorOptions): Evaluator {
  const { name, runtime, budget } = experiment;
  const settings = [false, true].map((isFinalist) => {
    const training = trainingSettingsOf(experiment, isFinalist);
    return { recipe: recipeOf(training), dataset: datasetOf(experiment, training) };
  });
  const devices = new DevicePool(runtime.backend === 'cuda' || runtime.backend === 'auto' ? visibleDevices(process.env) : []);
  const evaluate: Evaluator = async ({ architecture }, { seed, epochs, measureTest, trial, signal, onEpoch }) => {
    const job: TrainJob = {
      ...settings[measureTest ? 1 : 0],
      ...{ architecture, epochs, seed, backend: runtime.backend, measureTest },
      ...(experiment.training.scores && { scores: true }),
      ...(budget?.latency !== undefined && { latency: { limitMs: budget.latency } }),
    };
    const files = new TrialFiles(artifacts, name, trial);
    await files.open();
    const note = (line: string) => files.append(`${new Date(now()).toISOString()} ${line}\n`);
    const report = epochReporter(onEpoch, note);
    const device = devices.take();
    let latency: Latency | undefined;
    note(`training starts: seed ${seed}, ${epochs} epochs${device === undefined ? '' : `, GPU ${device}`}`);
    try {
      const trained = await train(job, {
        ...{ weightsFile: files.weights, checkpoint: { file: files.checkpoint }, signal },
        timeoutSeconds: runtime.timeoutMinutes * 60,
        silentSeconds: runtime.hangSeconds,
        ...(runtime.memory !== undefined && { memoryBytes: runtime.memory }),
        ...(device !== undefined && { device }),
        onEpoch: report,
        onLatency: (measured) => {
          latency = measured;
          note(
            `latency: ${measured.map(({ batch, medianMs, p95Ms }) => `${medianMs.toFixed(2)} ms for ${batch}, 95 % under ${p95Ms.toFixed(2)} ms`).join('; ')}`,
          );
        },
        log: note,
        onStderr: (text) => files.append(text),
      });
      note(`training ended: accuracy ${trained.result.accuracy.toFixed(4)}`);
      return evaluationOf(trained, { ...facts, ...latencyFacts(latency) }, [
        await files.weightsArtifact(),
        ...(await files.logArtifacts()),
      ]);
    } catch (error) {
      if (!(error instanceof TrainingError)) throw error;
      note(error.reason === 'cancelled' ? 'training stopped, its checkpoint is kept' : `training ended: ${error.reason}: ${error.message}`);
      const known = { ...facts, ...latencyFacts(latency) };
      throw new EvaluationError(`${error.reason}: ${error.message}`, error.stderr.join('\n'), await files.logArtifacts(), known);
    } finally {
      devices.give(device);
    }
  };
  const forget = (trial?: number) =>
    trial === undefined ? dropCheckpoints(artifacts, name) : new TrialFiles(artifacts, name, trial).dropCheckpoint();
  return Object.assign(evaluate, { forget });
}

/** `latencyMs` is that of one image. */
function latencyFacts(latency: Latency | undefined): JsonObject {
  return latency ? { latencyMs: latency[0].medianMs, latency: latency.map((measured) => ({ ...measured })) } : {};
}

/** Passes epochs on with the training time so far, once each: a worker that was started again tells of the first ones again. */
function epochReporter(onEpoch: EvaluationContext['onEpoch'], note: (line: string) => void) {
  let last = 0;
  let seconds = 0;
  return (metrics: EpochMetrics, restored: boolean) => {
    const { epoch, epochs, trainLoss, validationLoss, validationAccuracy, trainSeconds } = metrics;
    // With half the batch it begins anew: what was told before is replaced.
    if (restored && epoch <= last) return;
    seconds = epoch === 1 ? trainSeconds : seconds + trainSeconds;
    last = epoch;
    note(
      `epoch ${epoch}/${epochs}: loss ${trainLoss.toFixed(4)}, validation ${validationLoss.toFixed(4)}, accuracy ${validationAccuracy.toFixed(4)}${restored ? ' (from the checkpoint)' : ''}`,
    );
    onEpoch({ epoch, epochs, trainLoss, validationLoss, validationAccuracy, seconds, ...(restored && { restored }) });
  };
}

function evaluationOf({ result, recipe, lost }: RetriedResult, facts: JsonObject, artifacts: readonly ArtifactInput[]): Evaluation {
  const { accuracy, loss, trainSeconds, imagesPerSecond, backend, engine, engineReason, dataset, normalization, gradients, scores, test } =
    result;
  return {
    accuracy,
    loss,
    seconds: trainSeconds,
    imagesPerSecond,
    ...(test && { testAccuracy: test.accuracy }),
    facts: {
      ...facts,
      backend,
      engine,
      ...(engineReason !== undefined && { engineReason }),
      batch: recipe.batch,
      ...(lost.length > 0 && { lostTries: lost.map((lostTry) => ({ ...lostTry })) }),
      dataset: { ...dataset },
      normalization: { mean: [...normalization.mean], std: [...normalization.std] },
      // Minus infinity, which is the score of a network that tells no two images apart, has no place in JSON.
      ...(scores && { scores: Object.fromEntries(Object.entries(scores).filter(([, score]) => Number.isFinite(score))) }),
      ...(gradients && { gradients: { ...gradients, detoured: [...gradients.detoured] } }),
    },
    artifacts,
  };
}
