import { type ResultsStore, type RunnerIdentity, type RunnerLease, StudyBusyError, type StudyRequest } from '@isoflop/results-store';
import { StudyError } from '../errors.js';

/** What became of a request: the study's runner was told, or there is none alive and the study was stopped in its place. */
export type RequestOutcome = 'told' | 'settled';

/**
 * Asks the runner of a study to pause, stop or cancel. Where none is alive, what a dead one left running is queued again and the study's state set
 * at once; `by` does so. Throws `StudyError` where there is nothing to stop.
 */
export async function requestStudy(store: ResultsStore, study: string, request: StudyRequest, by: RunnerIdentity): Promise<RequestOutcome> {
  const lease = await leaseUnlessRun(store, study, by);
  if (lease === undefined) {
    await store.setStudyRequest(study, request);
    return 'told';
  }
  try {
    const { state } = await store.study(study);
    if (state !== 'running' && state !== 'paused') {
      throw new StudyError(
        `study "${study}": only a study that runs can be asked to ${request}, this one is ${state}; isoflop studies lists them`,
      );
    }
    await store.requeueRunning(study);
    await store.setStudyRequest(study, null);
    await store.setStudyState(study, 'paused');
    return 'settled';
  } finally {
    await lease.release();
  }
}

/** Lets a paused study that is being run go on. False where no runner is alive. Throws `StudyError` where it was not paused. */
export async function resumeRunning(store: ResultsStore, study: string): Promise<boolean> {
  const { request, runner } = await store.summary(study);
  if (!runner?.alive) return false;
  if (request !== 'pause') {
    const rule = request === null ? 'is running already' : `was asked to ${request} and is about to end`;
    throw new StudyError(`study "${study}" ${rule} (process ${runner.pid} on ${runner.host}); isoflop trials ${study} shows how far it is`);
  }
  await store.setStudyRequest(study, null);
  return true;
}

async function leaseUnlessRun(store: ResultsStore, study: string, by: RunnerIdentity): Promise<RunnerLease | undefined> {
  try {
    return await store.acquireRunner(study, by);
  } catch (error) {
    if (error instanceof StudyBusyError) return undefined;
    throw error;
  }
}
