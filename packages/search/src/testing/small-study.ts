import type { ResultsStore } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import type { Evaluator } from '../evaluators/evaluator.js';
import { type RunStudyOptions, runStudy } from '../run-study.js';
import { quietSession } from './session.js';

/** An experiment file of ten candidates for one worker, with what the test is about replaced. */
export function experimentText(changes: Record<string, string> = {}): string {
  const fields: Record<string, string> = {
    name: 'study',
    trials: '10',
    workers: '1',
    sampler: 'tpe',
    budget: '{ macs: 2M }',
    more: '',
    ...changes,
  };
  return `name: ${fields.name}
dataset: textures
space: mbconv
budget: ${fields.budget}
search: { trials: ${fields.trials}, sampler: ${fields.sampler}, seed: 7 }
training: { epochs: 2 }
runtime: { workers: ${fields.workers} }
${fields.more}
`;
}

/** A stand-in for training that is quick and exact: accuracy grows with the logarithm of multiply-adds. */
export const scored: Evaluator = async ({ cost }, { onEpoch }) => {
  const accuracy = Math.log10(cost.macs) / 10;
  for (const epoch of [1, 2]) onEpoch({ epoch, epochs: 2, trainLoss: 1, validationLoss: 1, validationAccuracy: accuracy, seconds: epoch });
  return { accuracy, facts: {}, artifacts: [] };
};

export const DATA = { channels: 1, classes: 4 };

/** Starts a study of this text, or goes on with it. */
export function run(store: ResultsStore, text: string, more: Partial<RunStudyOptions> = {}) {
  return runStudy({
    experiment: parseExperiment(text, 'study.yaml'),
    store,
    evaluate: scored,
    data: DATA,
    ...quietSession(),
    ...more,
  });
}

/** An evaluator whose candidates wait until they are let go, one by one. */
export function heldEvaluator() {
  const waiting: (() => void)[] = [];
  const evaluate: Evaluator = async (subject, context) => {
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      context.signal.addEventListener('abort', () => reject(context.signal.reason));
    });
    return scored(subject, context);
  };
  return { evaluate, letGo: () => waiting.shift()?.() };
}
