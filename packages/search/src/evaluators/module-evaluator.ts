import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { StudyError } from '../errors.js';
import {
  type EpochReport,
  type Evaluation,
  type EvaluationContext,
  EvaluationError,
  type EvaluationSubject,
  type Evaluator,
} from './evaluator.js';

// setTimeout takes at most 31 bits and fires at once beyond them.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

const metricsSchema = z.strictObject({
  accuracy: z.number().min(0).max(1),
  loss: z.number().optional(),
  seconds: z.number().min(0).optional(),
  imagesPerSecond: z.number().min(0).optional(),
  testAccuracy: z.number().min(0).max(1).optional(),
  facts: z.record(z.string(), z.json()).optional(),
});

/** What a user's evaluator gives back: validation accuracy from 0 to 1, and whatever else it measured. */
export type ModuleMetrics = Partial<Omit<Evaluation, 'artifacts'>> & Pick<Evaluation, 'accuracy'>;

/** The default export of a user's module. What it throws is the reason why the candidate failed; the study goes on. */
export type ModuleEvaluator = (candidate: EvaluationSubject, context: EvaluationContext) => ModuleMetrics | Promise<ModuleMetrics>;

/**
 * Measures candidates by the default export of a JavaScript module, in this process. A candidate that takes longer than `timeoutSeconds` has failed: its
 * signal aborts, and what the module says of it later is not heard. Throws `StudyError` where the module cannot be loaded or has no such function.
 */
export async function moduleEvaluator(file: string, timeoutSeconds: number): Promise<Evaluator> {
  const evaluate = await load(file);
  return async (subject, context) => {
    const metrics = metricsSchema.safeParse(await withinTime(context, timeoutSeconds, (limited) => run(evaluate, subject, limited)));
    if (!metrics.success) {
      const { path, message } = metrics.error.issues[0];
      throw new EvaluationError(`bad-result: ${file} must give { accuracy: 0 to 1, … }, at ${path.join('.') || 'the top'}: ${message}`, '');
    }
    const { facts = {}, ...measured } = metrics.data as ModuleMetrics;
    return { ...measured, facts: { evaluator: 'module', file, ...facts }, artifacts: [] };
  };
}

async function load(file: string): Promise<ModuleEvaluator> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new StudyError(`evaluator.file: ${file} must be a JavaScript module, importing it failed: ${(error as Error).message}`);
  }
  if (typeof module.default === 'function') return module.default as ModuleEvaluator;
  throw new StudyError(
    `evaluator.file: ${file} must export a function as default, got ${typeof module.default}; write export default async (candidate, context) => ({ accuracy })`,
  );
}

/** Ends when `work` does, its time is over or the context is aborted, whichever is first. */
async function withinTime<T>(context: EvaluationContext, seconds: number, work: (context: EvaluationContext) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = new EvaluationError(`timeout: must end within ${seconds} s; allow more time (runtime.timeoutMinutes) or do less`, '');
  const timer = setTimeout(() => ended.abort(late), Math.min(seconds * 1000, LONGEST_TIMEOUT_MS));
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const cut = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([cut, work({ ...context, signal, onEpoch: (report) => !signal.aborted && context.onEpoch(report) })]);
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

async function run(evaluate: ModuleEvaluator, subject: EvaluationSubject, context: EvaluationContext): Promise<unknown> {
  try {
    return await untilAborted(evaluate, subject, context);
  } catch (error) {
    context.signal.throwIfAborted();
    throw new EvaluationError(`failed: ${(error as Error)?.message ?? String(error)}`, String((error as Error)?.stack ?? ''));
  }
}

/** A module need not listen to the signal: what it reports and returns after that is dropped. */
async function untilAborted(evaluate: ModuleEvaluator, subject: EvaluationSubject, context: EvaluationContext): Promise<unknown> {
  const { signal, onEpoch } = context;
  signal.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    const report = (epoch: EpochReport) => {
      if (!signal.aborted) onEpoch(epoch);
    };
    return await Promise.race([evaluate(subject, { ...context, onEpoch: report }), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
