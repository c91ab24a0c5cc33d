import { dirname } from 'node:path';
import { runStudy, type StudyResult } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import { EXIT } from './exit.js';
import { trialDocument } from './format.js';
import type { Io } from './io.js';
import { reportStudy } from './report/study.js';
import { stopOnSignals } from './stop-on-signals.js';
import { isPostgres } from './store.js';
import { evaluatorHere, type StudyPlace, sessionOf, WHEN_STOPPED_HERE } from './study-session.js';
import { withStudyWorkers } from './study-workers.js';

/** A study that is ready to be run here. */
export interface SearchRun extends StudyPlace {
  readonly experiment: Experiment;
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
  const { experiment } = run;
  const evaluate = await evaluatorHere(io, experiment, run);
  return runStudy({ experiment, evaluate, ...sessionOf(io, run, stopOnSignals(io, WHEN_STOPPED_HERE)) });
}

/** Candidates are measured by whoever has joined the store, and here only where that was asked for. */
async function searchWithWorkers(io: Io, run: SearchRun): Promise<StudyResult> {
  const { experiment } = run;
  const signal = stopOnSignals(io, 'workers finish what they have begun, and --resume goes on with the rest');
  const options = { ...run, folder: dirname(run.file), signal };
  return withStudyWorkers(io, options, (trials, stop) => runStudy({ experiment, evaluate: trials, ...sessionOf(io, run, stop) }));
}

function answer(io: Io, { study, trials, best, front, finalists, baselines, hypervolume, interrupted }: StudyResult): void {
  io.answer({
    study,
    interrupted,
    trials,
    best: best ? trialDocument(best) : null,
    front: front.map(trialDocument),
    finalists: finalists.map(({ trial, runs, ...measured }) => ({
      ...{ trial: trial.number, hash: trial.architectureHash, seeds: runs.length, runs: runs.map(({ number }) => number) },
      ...measured,
    })),
    baselines: baselines.map(trialDocument),
    hypervolume,
  });
}
