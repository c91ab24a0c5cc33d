import { SpaceExhaustedError } from './errors.js';
import type { StopRule } from './stop-rules.js';
import type { Trial, TrialRecord, TrialResult } from './trial.js';

/** What an objective gets besides its params. */
export interface TrialHandle {
  readonly number: number;
  /** Reports an intermediate result; return `{ state: 'pruned' }` when it says so. */
  report(report: { readonly step: number; readonly value?: number; readonly values?: readonly number[] }): { prune: boolean };
  /** The signal given to `optimize`; pass it on to what can be interrupted. */
  readonly signal: AbortSignal | undefined;
}

/** Evaluates params: one value, one per objective, or a whole result. What it throws is recorded as a failed trial with the message. */
export type ObjectiveFunction<P> = (params: P, trial: TrialHandle) => Outcome | Promise<Outcome>;

type Outcome = number | readonly number[] | TrialResult;

/** When `optimize` ends, and how many evaluations run at once. */
export interface OptimizeOptions {
  /** How many trials to run. */
  readonly trials?: number;
  /** Starts no trial after so many milliseconds; running ones are waited for. */
  readonly timeout?: number;
  /** Starts no trial once aborted. */
  readonly signal?: AbortSignal;
  /** How many evaluations run at once; 1 if left out. */
  readonly concurrency?: number;
  /** Looked at after every trial; the first that gives a reason ends the run. */
  readonly stop?: readonly StopRule[];
  /** The clock, in milliseconds; `Date.now` if left out. */
  readonly now?: () => number;
}

/** How a run ended. */
export interface OptimizeResult {
  readonly reason: string;
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
}

interface Optimizable<P> {
  readonly directions: readonly string[];
  readonly trials: readonly TrialRecord<P>[];
  ask(): Trial<P>;
  report: (trial: Trial<P>, report: Parameters<TrialHandle['report']>[0]) => { prune: boolean };
  tell(trial: Trial<P>, result: TrialResult): void;
}

/** Asks, evaluates and tells until the trials, the time, the space or a rule ends it. */
export async function optimize<P>(
  study: Optimizable<P>,
  objective: ObjectiveFunction<P>,
  options: OptimizeOptions,
): Promise<OptimizeResult> {
  const {
    trials = Number.POSITIVE_INFINITY,
    timeout = Number.POSITIVE_INFINITY,
    signal,
    concurrency = 1,
    stop = [],
    now = Date.now,
  } = options;
  checkOptions(options);
  const begun = now();
  const counts = { complete: 0, pruned: 0, failed: 0 };
  let started = 0;
  let reason = '';
  const ended = (): string => {
    if (reason) return reason;
    if (signal?.aborted) return 'aborted';
    if (started >= trials) return `${trials} trials run`;
    return now() - begun >= timeout ? `${timeout} ms are over` : '';
  };
  const worker = async (): Promise<void> => {
    while (!ended()) {
      const trial = askOrEnd(study);
      if (typeof trial === 'string') {
        reason ||= trial;
        return;
      }
      started++;
      counts[tellOutcome(study, trial, await evaluate(study, trial, objective, signal))]++;
      for (const rule of stop) reason ||= rule(study) ?? '';
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { reason: ended(), ...counts };
}

function checkOptions({ trials, timeout, signal, concurrency = 1, stop }: OptimizeOptions): void {
  if (trials === undefined && timeout === undefined && !signal && !stop?.length) {
    throw new Error('optimize: needs trials, timeout, signal or stop, got none, and would not end; give trials');
  }
  if (trials !== undefined && !(Number.isSafeInteger(trials) && trials >= 0))
    throw new Error(`optimize: trials must be a whole number, got ${trials}; use e.g. 100`);
  if (timeout !== undefined && !(timeout >= 0))
    throw new Error(`optimize: timeout must be milliseconds from 0, got ${timeout}; leave it out for none`);
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new Error(`optimize: concurrency must be a positive integer, got ${concurrency}; use 1`);
}

/** A trial, or why there is none left. */
function askOrEnd<P>(study: Optimizable<P>): Trial<P> | string {
  try {
    return study.ask();
  } catch (error) {
    if (error instanceof SpaceExhaustedError) return error.message;
    throw error;
  }
}

async function evaluate<P>(
  study: Optimizable<P>,
  trial: Trial<P>,
  objective: ObjectiveFunction<P>,
  signal: AbortSignal | undefined,
): Promise<TrialResult> {
  const handle: TrialHandle = { number: trial.number, signal, report: (report) => study.report(trial, report) };
  try {
    const outcome = await objective(trial.params, handle);
    if (typeof outcome === 'number') return { values: [outcome] };
    return Array.isArray(outcome) ? { values: outcome } : (outcome as TrialResult);
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Tells the result; one that is not valid (NaN, say) fails the trial and says why. */
function tellOutcome<P>(study: Optimizable<P>, trial: Trial<P>, result: TrialResult): 'complete' | 'pruned' | 'failed' {
  try {
    study.tell(trial, result);
    return result.state ?? 'complete';
  } catch (error) {
    study.tell(trial, { state: 'failed', reason: (error as Error).message });
    return 'failed';
  }
}
