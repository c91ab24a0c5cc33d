import { hostname } from 'node:os';
import type { ResultsStore } from '@isoflop/results-store';
import { openEvaluator, runStudy, type StudyResult } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import type { StudyData } from './dataset-source.js';
import { EXIT } from './exit.js';
import { trialDocument } from './format.js';
import type { Io } from './io.js';
import { machineFacts } from './machine-facts.js';
import { progressLine } from './report/progress.js';
import { reportStudy } from './report/study.js';
import { artifactsFolder } from './store.js';

/** A study that is ready to be run here. */
export interface SearchRun {
  readonly experiment: Experiment;
  readonly data: StudyData;
  readonly store: ResultsStore;
  /** As it was typed. */
  readonly storeUrl: string;
  /** The folder for files of trials that was chosen, if one was. */
  readonly artifacts: string | undefined;
  /** The experiment file: paths in it are relative to its folder. */
  readonly file: string;
  readonly resume: boolean;
  /** What goes on with the study after an interruption. */
  readonly resumeCommand: string;
}

/** Runs a study to its end, or until it is interrupted, and shows what it found. */
export async function runSearch(io: Io, run: SearchRun): Promise<void> {
  const { experiment, data, store, storeUrl, file, resume } = run;
  const artifacts = artifactsFolder(storeUrl, run.artifacts);
  const facts = await machineFacts(experiment.runtime.backend, io);
  const evaluate = await openEvaluator({ experiment, experimentFile: file, artifacts, facts });
  const result = await runStudy({
    experiment,
    store,
    evaluate,
    data: { ...data.shape, ...(data.images && { trainImages: data.images.train }) },
    resume,
    runner: { pid: process.pid, host: hostname() },
    signal: stopOnSignals(io),
    onEvent: (event) => io.say(progressLine(event)),
    now: Date.now,
  });
  answer(io, result);
  reportStudy(io, { experiment, data, result, storeUrl, resumeCommand: run.resumeCommand });
  if (result.interrupted) process.exitCode = EXIT.interrupted;
  else if (result.trials.complete === 0) process.exitCode = EXIT.failed;
}

/** The first Ctrl-C stops in good order; the second ends the process at once, which loses nothing either. */
function stopOnSignals(io: Io): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    io.say('stopping: candidates under way are put back and trained again with --resume (Ctrl-C again ends at once)');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return controller.signal;
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
