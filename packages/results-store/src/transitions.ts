import { checkOutcome, encodeJson, finiteOrNull, logTailOf } from './checks.js';
import { TrialStateError } from './errors.js';
import type { JsonObject } from './records/json.js';
import type { Attempt, NewTrial, Trial, TrialOutcome } from './records/trial.js';
import type { TrialStart } from './records/trial-worker.js';
import type { RequeueOptions } from './store.js';

/** What may happen to a trial, as pure functions from the trial before to the trial after. Stores write the result in one transaction. */

const UNMEASURED = {
  worker: null,
  plannedEpochs: null,
  accuracy: null,
  loss: null,
  seconds: null,
  imagesPerSecond: null,
  reason: null,
  logTail: null,
  facts: null,
  startedAt: null,
  finishedAt: null,
} as const;

export function queuedTrial(identity: { id: number; study: string; number: number }, trial: NewTrial, now: number): Trial {
  const { kind, label, rerunOf, parents, params, architecture, seed } = trial;
  const { macs, params: parameters, activations, weightsBytes } = trial.cost;
  return {
    ...identity,
    kind,
    label: label ?? null,
    rerunOf: rerunOf ?? null,
    parents: [...(parents ?? [])],
    state: 'queued',
    attempt: 0,
    params: JSON.parse(encodeJson('trial.params', params)),
    architectureHash: architecture.hash,
    seed,
    cost: { macs, params: parameters, activations, weightsBytes },
    ...UNMEASURED,
    createdAt: now,
  };
}

export function startedTrial(trial: Trial, now: number, { slot, worker, epochs }: TrialStart): Trial {
  if (trial.state !== 'queued') throw refusal(trial, 'only a queued trial can be started', 'requeue it first if its runner died');
  return {
    ...trial,
    ...UNMEASURED,
    state: 'running',
    attempt: trial.attempt + 1,
    worker: worker ?? slot ?? null,
    plannedEpochs: epochs ?? null,
    startedAt: now,
  };
}

/** For metrics and artifacts: throws unless this attempt is running. */
export function requireRunning(trial: Trial, attempt: Attempt): void {
  requireLatest(trial, attempt);
  if (trial.state !== 'running')
    throw refusal(trial, 'only a running trial can report', 'call startTrial before, and nothing after finishTrial');
}

export function finishedTrial(trial: Trial, attempt: Attempt, outcome: TrialOutcome, now: number): Trial {
  checkOutcome(outcome);
  requireLatest(trial, attempt);
  const cancelled = trial.state === 'queued' && outcome.state !== 'complete';
  if (trial.state !== 'running' && !cancelled) {
    throw refusal(trial, `only a running trial can become ${outcome.state}`, 'start it once and finish it once');
  }
  const { loss, seconds, imagesPerSecond, logTail, facts } = outcome;
  return {
    ...trial,
    state: outcome.state,
    accuracy: finiteOrNull(outcome.accuracy),
    loss: finiteOrNull(loss),
    seconds: finiteOrNull(seconds),
    imagesPerSecond: finiteOrNull(imagesPerSecond),
    reason: outcome.state === 'complete' ? null : outcome.reason,
    logTail: logTail === undefined ? null : logTailOf(logTail),
    facts: facts === undefined ? null : JSON.parse(encodeJson('trial.facts', facts)),
    finishedAt: now,
  };
}

/** What becomes of a running trial whose runner stopped or died. `lostAttempts` are those that died before; the new count comes with the trial. */
export function interruptedTrial(trial: Trial, lostAttempts: number, { maxAttempts = 3, paused = false }: RequeueOptions, now: number) {
  const lost = paused ? lostAttempts : lostAttempts + 1;
  if (paused || lost < maxAttempts)
    return { lost, trial: { ...trial, state: 'queued', worker: null, plannedEpochs: null, startedAt: null } satisfies Trial };
  const reason = `interrupted: its runner died in ${lost} attempts`;
  return { lost, trial: { ...trial, state: 'failed', reason, finishedAt: now } satisfies Trial };
}

/** What becomes of a candidate that was stopped early and is taken up again. */
export function reopenedTrial(trial: Trial): Trial {
  if (trial.state !== 'pruned') throw refusal(trial, 'only a pruned trial can be taken up again', 'leave it as it is');
  return { ...trial, ...UNMEASURED, state: 'queued' };
}

/** How a trial's history tells that it came to be as it is now. */
export function trialEvent({ state, attempt, worker, kind, accuracy, reason }: Trial): {
  readonly kind: string;
  readonly data: JsonObject;
} {
  switch (state) {
    case 'queued':
      return attempt === 0 ? { kind: 'trial-created', data: { kind } } : { kind: 'trial-requeued', data: { attempt } };
    case 'running':
      return { kind: 'trial-started', data: { attempt, ...(worker !== null && { worker }) } };
    case 'complete':
      return { kind: 'trial-complete', data: { accuracy } };
    case 'pruned':
    case 'failed':
      return { kind: `trial-${state}`, data: { reason } };
  }
}

function requireLatest(trial: Trial, { attempt }: Attempt): void {
  if (attempt !== trial.attempt) {
    throw refusal(
      trial,
      `attempt ${attempt} may not write any more, the latest is ${trial.attempt}`,
      'use what startTrial returned, or stop: another runner took over',
    );
  }
}

function refusal(trial: Trial, rule: string, mend: string): TrialStateError {
  return new TrialStateError(`trial ${trial.number} of study "${trial.study}": ${rule}, this one is ${trial.state}; ${mend}`);
}
