import { zoo } from '@isoflop/blocks';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { beforeEach, describe, expect, it } from 'vitest';
import { requestStudy } from '../control/request-study.js';
import { EvaluationError, type Evaluator } from '../evaluators/evaluator.js';
import type { SessionOptions } from '../study-session.js';
import { quietSession } from '../testing/session.js';
import type { Plan } from './plan.js';
import { runPlan } from './run-plan.js';

const architecture = zoo('efficientnet_b0', { width: 0.25, depth: 0.5, resolution: 32, classes: 10, channels: 1 });
const planned = [1, 2, 3].map((seed) => ({ label: 'b0', architecture, seed, params: {} }));
/** One round. */
const plan: Plan = (done) => planned.filter((next) => done(next) === undefined);
const measured: Evaluator = async (_subject, { seed }) => ({ accuracy: seed / 10, facts: {}, artifacts: [] });

let store: ResultsStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

const run = (evaluate: Evaluator, more: Partial<SessionOptions> = {}) =>
  runPlan(
    {
      experiment: {
        name: 'study',
        dataset: 'textures',
        budget: {},
        search: { seed: 1 },
        evaluator: { kind: 'train' },
        limits: {},
        training: { recipe: 'quick', epochs: 1 },
        runtime: { backend: 'auto', workers: 1, timeoutMinutes: 60, hangSeconds: 600 },
      },
      store,
      evaluate,
      data: { channels: 1, classes: 10 },
      ...quietSession(),
      ...more,
    },
    plan,
  );

describe('runPlan', () => {
  it('trains every trial of a plan once, and a failed one is a result', async () => {
    const evaluate: Evaluator = async (subject, context) => {
      if (context.seed === 2) throw new EvaluationError('diverged', '');
      return measured(subject, context);
    };
    const { isComplete, interrupted, done } = await run(evaluate);
    expect({ isComplete, interrupted }).toEqual({ isComplete: true, interrupted: false });
    expect(planned.map((trial) => done(trial)?.state)).toEqual(['complete', 'failed', 'complete']);
    expect(await store.trials('study')).toHaveLength(3);
  });

  it('ends when it is cancelled from elsewhere, and goes on with what is left', async () => {
    const untilCancelled: Evaluator = async (subject, context) => {
      if (context.seed === 1) return measured(subject, context);
      await requestStudy(store, 'study', 'cancel', { pid: process.pid, host: 'there' });
      return new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)));
    };
    const cancelled = await run(untilCancelled);
    expect(cancelled).toMatchObject({ interrupted: true, isComplete: false });
    expect((await store.study('study')).state).toBe('paused');
    const { isComplete, done } = await run(measured, { resume: true });
    expect(isComplete).toBe(true);
    expect(planned.map((trial) => [done(trial)?.accuracy, done(trial)?.attempt])).toEqual([
      [0.1, 1],
      [0.2, 2],
      [0.3, 1],
    ]);
  });
});
