import { hostname } from 'node:os';
import type { ResultsStore } from '@isoflop/results-store';
import { type Evaluator, type EvaluatorOptions, openEvaluator, type SessionOptions } from '@isoflop/search';
import type { StudyData } from './dataset-source.js';
import type { Io } from './io.js';
import { machineFacts } from './machine-facts.js';
import { progressLine } from './report/progress.js';
import { artifactsFolder } from './store.js';

/** A study of this process, whatever its candidates come from. */
export interface StudyPlace {
  readonly data: StudyData;
  readonly store: ResultsStore;
  /** As it was typed. */
  readonly storeUrl: string;
  /** The folder for files of trials that was chosen, if one was. */
  readonly artifacts?: string;
  /** The file of the study: paths in it are relative to its folder. */
  readonly file: string;
  readonly resume: boolean;
}

/** What a study's session needs besides the experiment and what measures its candidates. */
export function sessionOf(
  io: Io,
  { data, store, resume }: StudyPlace,
  signal: AbortSignal,
): Omit<SessionOptions, 'experiment' | 'evaluate'> {
  return {
    ...{ store, resume, signal },
    data: { ...data.shape, ...(data.images && { trainImages: data.images.train, finalistTrainImages: data.images.finalistTrain }) },
    runner: { pid: process.pid, host: hostname() },
    onEvent: (event) => io.say(progressLine(event)),
    now: Date.now,
  };
}

/** Measures the candidates of an experiment in this process; says which backend that takes. */
export async function evaluatorHere(io: Io, experiment: EvaluatorOptions['experiment'], place: StudyPlace): Promise<Evaluator> {
  const facts = await machineFacts(experiment.runtime.backend, io);
  const artifacts = artifactsFolder(place.storeUrl, place.artifacts);
  return openEvaluator({ experiment, experimentFile: place.file, artifacts, facts });
}

/** What Ctrl-C does to a study whose candidates are measured here. */
export const WHEN_STOPPED_HERE = 'candidates under way are put back and trained again with --resume';
