import { setTimeout } from 'node:timers/promises';
import { type ArtifactInput, type ResultsStore, StoreUnavailableError, type Trial } from '@isoflop/results-store';
import type { Experiment } from '@isoflop/search-space';
import { evaluateTrial } from '../evaluate-trial.js';
import type { EpochReport, Evaluator } from '../evaluators/evaluator.js';
import { storedArchitecture } from '../stored-architecture.js';
import { isRefusal, unlessRefused } from './refusals.js';

/** Heartbeats within the silence after which a worker is given up. */
const BEATS = 6;

export interface WorkerTrialOptions {
  readonly store: ResultsStore;
  readonly experiment: Experiment;
  readonly evaluate: Evaluator;
  readonly keepArtifacts?: (artifacts: readonly ArtifactInput[]) => Promise<void>;
  readonly silenceSeconds: number;
  /** Aborting ends the evaluation and gives the trial back. */
  readonly signal: AbortSignal;
  readonly onEpoch: (trial: Trial, report: EpochReport) => void;
}

/** How an attempt at a worker ended: with a result; taken away, since it was pruned, cancelled or given to another worker; or given back by the worker. */
export type WorkerTrialEnd = { readonly kind: 'finished'; readonly trial: Trial } | { readonly kind: 'taken-away' | 'given-back' };

/**
 * Evaluates a trial that this worker has started, with heartbeats. Rejects where the worker cannot go on, after it has put the trial back where the
 * store can be reached.
 */
export async function runWorkerTrial(trial: Trial, options: WorkerTrialOptions): Promise<WorkerTrialEnd> {
  const { store, signal } = options;
  const ended = new AbortController();
  const takenAway = new AbortController();
  const beats = keepBeating(trial, options, ended.signal).catch((error: unknown) => takenAway.abort(error));
  try {
    const finished = await evaluate(trial, options, AbortSignal.any([signal, takenAway.signal]));
    return { kind: 'finished', trial: finished };
  } catch (error) {
    const reason = takenAway.signal.aborted ? takenAway.signal.reason : error;
    if (isRefusal(reason)) return { kind: 'taken-away' };
    if (!(reason instanceof StoreUnavailableError)) await unlessRefused(store.requeueTrial(trial, { paused: signal.aborted }));
    if (signal.aborted) return { kind: 'given-back' };
    throw reason;
  } finally {
    ended.abort();
    await beats;
  }
}

async function evaluate(trial: Trial, options: WorkerTrialOptions, signal: AbortSignal): Promise<Trial> {
  const { store, experiment, evaluate, keepArtifacts, onEpoch } = options;
  // Whoever watches looks at the metrics when there is a new heartbeat.
  const reporting = {
    reportMetrics: async (...report: Parameters<ResultsStore['reportMetrics']>) => {
      await store.reportMetrics(...report);
      await store.heartbeatTrial(trial);
    },
    finishTrial: store.finishTrial.bind(store),
  };
  const architecture = await storedArchitecture(store, trial);
  const setting = { store: reporting, experiment, evaluate, ...(keepArtifacts && { keepArtifacts }) };
  const report = (_: Trial, epoch: EpochReport) => {
    onEpoch(trial, epoch);
    // Whether it is too weak is for the one to say who knows the others.
    return false;
  };
  return evaluateTrial(setting, trial, architecture, { signal, onEpoch: report });
}

/** Ends when the trial did; rejects when it was taken away. */
async function keepBeating(trial: Trial, { store, silenceSeconds }: WorkerTrialOptions, ended: AbortSignal): Promise<void> {
  for (;;) {
    await setTimeout((silenceSeconds / BEATS) * 1000, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) return;
    await store.heartbeatTrial(trial);
  }
}
