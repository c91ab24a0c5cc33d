import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactInput, JsonObject } from '@isoflop/results-store';
import {
  type DatasetRequest,
  type EpochMetrics,
  recipeNamed,
  runInProcess,
  TrainingError,
  type TrainJob,
  type TrainResult,
} from '@isoflop/training';
import type { StudySpec } from '../study-session.js';
import { type EpochReport, type Evaluation, EvaluationError, type Evaluator } from './evaluator.js';

export interface TrainEvaluatorOptions {
  readonly experiment: StudySpec;
  /** Folder that artifact paths are relative to. */
  readonly artifacts: string;
  /** Facts of the machine and backend, stored with every trial beside what the worker reports. */
  readonly facts: JsonObject;
}

/** The images a study trains and validates on. The split depends on the study's seed only, so every candidate sees the same. */
export function datasetOf({ dataset, training, search }: StudySpec): DatasetRequest {
  const subset = {
    ...(training.trainImages !== undefined && { train: training.trainImages }),
    ...(training.validationImages !== undefined && { validation: training.validationImages }),
  };
  return { name: dataset, seed: search.seed, subset };
}

/** Trains each candidate for real, in a process of its own, and keeps its weights. */
export function trainEvaluator({ experiment, artifacts, facts }: TrainEvaluatorOptions): Evaluator {
  const { training, runtime } = experiment;
  const recipe = recipeNamed(training.recipe);
  return async ({ architecture }, { seed, epochs, measureTest, trial, signal, onEpoch }) => {
    const job: TrainJob = { architecture, dataset: datasetOf(experiment), recipe, epochs, seed, backend: runtime.backend, measureTest };
    const path = join(experiment.name, `trial-${trial}.safetensors`);
    const weightsFile = join(artifacts, path);
    await mkdir(dirname(weightsFile), { recursive: true });
    try {
      const result = await runInProcess(job, {
        weightsFile,
        timeoutSeconds: runtime.timeoutMinutes * 60,
        signal,
        onEpoch: (metrics) => onEpoch(reportOf(metrics)),
      });
      return evaluationOf(result, facts, await artifactOf(weightsFile, path));
    } catch (error) {
      if (error instanceof TrainingError) throw new EvaluationError(`${error.reason}: ${error.message}`, error.stderr.join('\n'));
      throw error;
    }
  };
}

function reportOf(metrics: EpochMetrics): EpochReport {
  const { epoch, epochs, trainLoss, validationLoss, validationAccuracy, trainSeconds } = metrics;
  return { epoch, epochs, trainLoss, validationLoss, validationAccuracy, seconds: trainSeconds };
}

function evaluationOf(result: TrainResult, facts: JsonObject, weights: ArtifactInput): Evaluation {
  const { accuracy, loss, trainSeconds, imagesPerSecond, backend, engine, dataset, normalization, test } = result;
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
      dataset: { ...dataset },
      normalization: { mean: [...normalization.mean], std: [...normalization.std] },
    },
    artifacts: [weights],
  };
}

async function artifactOf(file: string, path: string): Promise<ArtifactInput> {
  const content = await readFile(file);
  return { kind: 'weights', path, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}
