import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { ResultsStore } from '@isoflop/results-store';
import { openEvaluator, type RunStudyOptions, runStudy, type StudyResult } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import type { StudyData } from './dataset-source.js';
import { EXIT } from './exit.js';
import { trialDocument } from './format.js';
import type { Io } from './io.js';
import { machineFacts } from './machine-facts.js';
import { progressLine } from './report/progress.js';
import { reportStudy } from './report/study.js';
import { stopOnSignals } from './stop-on-signals.js';
import { artifactsFolder, isPostgres } from './store.js';
import { withStudyWorkers } from './study-workers.js';

/** A study that is ready to be run here. */
export interface SearchRun {
  readonly experiment: Experiment;
  readonly data: StudyData;
  readonly store: ResultsStore;
  /** As it was typed. */
  readonly storeUrl: string;
  /** The folder for files of trials that was chosen, if one was. */
  readonly artifacts?: string;
  /** The experiment file: paths in it are relative to its folder. */
  readonly file: string;
  readonly resume: boolean;
  /** Of a store that workers join: trials that this process takes beside them; none unless given. */
  readonly workersHere?: number;
  /** Of a store that workers join: silence after which one is given up. */
  readonly silenceSeconds?: number;
  /** What goes on with the study after an interruption. */
  readonly resumeCommand: string;
}

/** Runs a study to its end, or until it is interrupted, and shows what it found. */
export async function runSearch(io: Io, run: SearchRun): Promise<void> {
  const { experiment, data, storeUrl } = run;
  const result = isPostgres(storeUrl) ? await searchWithWorkers(io, run) : await searchHere(io, run);
  answer(io, result);
  reportStudy(io, { experiment, data, result, storeUrl, resumeCommand: run.resumeCommand });
  if (result.interrupted) process.exitCode = EXIT.interrupted;
  else if (result.trials.complete === 0) process.exitCode = EXIT.failed;
}

async function searchHere(io: Io, run: SearchRun): Promise<StudyResult> {
  const { experiment, storeUrl, file } = run;
  const facts = await machineFacts(experiment.runtime.backend, io);
  const evaluate = await openEvaluator({ experiment, experimentFile: file, artifacts: artifactsFolder(storeUrl, run.artifacts), facts });
  return runStudy(optionsOf(io, run, evaluate, stopOnSignals(io, 'candidates under way are put back and trained again with --resume')));
}

/** Candidates are measured by whoever has joined the store, and here only where that was asked for. */
async function searchWithWorkers(io: Io, run: SearchRun): Promise<StudyResult> {
  const signal = stopOnSignals(io, 'workers finish what they have begun, and --resume goes on with the rest');
  const options = { ...run, folder: dirname(run.file), signal };
  return withStudyWorkers(io, options, (trials, stop) => runStudy(optionsOf(io, run, trials, stop)));
}

function optionsOf(io: Io, run: SearchRun, evaluate: RunStudyOptions['evaluate'], signal: AbortSignal): RunStudyOptions {
  const { experiment, store, data, resume } = run;
  return {
    ...{ experiment, store, evaluate, resume, signal },
    data: { ...data.shape, ...(data.images && { trainImages: data.images.train }) },
    runner: { pid: process.pid, host: hostname() },
    onEvent: (event) => io.say(progressLine(event)),
    now: Date.now,
  };
}

function answer(io: Io, { study, trials, best, front, finalists, baselines, hypervolume, interrupted }: StudyResult): void {
  io.answer({
    study,
    interrupted,
    trials,
    best: best ? trialDocument(best) : null,
    front: front.map(trialDocument),
    finalists: finalists.map(({ trial, ...measured }) => ({ trial: trial.number, hash: trial.architectureHash, ...measured })),
    baselines: baselines.map(trialDocument),
    hypervolume,
  });
}
