import { costOf } from '@isoflop/blocks';
import { openStore, type ResultsStore, StudyBusyError, StudyExistsError } from '@isoflop/results-store';
import { ImpossibleBudgetError, parseExperiment } from '@isoflop/search-space';
import { beforeEach, describe, expect, it } from 'vitest';
import { StudyError } from './errors.js';
import { EvaluationError, type Evaluator } from './evaluator.js';
import { type RunStudyOptions, runStudy } from './run-study.js';
import type { StudyEvent } from './study-event.js';

const text = (changes: Record<string, string> = {}) => {
  const fields = { trials: '10', workers: '1', sampler: 'tpe', macs: '2M', baselines: '[depth, width, resolution]', seed: '7', ...changes };
  return `name: study
dataset: textures
space: mbconv
budget: { macs: ${fields.macs} }
search: { trials: ${fields.trials}, sampler: ${fields.sampler}, seed: ${fields.seed} }
baselines: ${fields.baselines}
training: { epochs: 2 }
runtime: { workers: ${fields.workers} }
`;
};

/** A stand-in for training that is quick and exact: accuracy grows with the logarithm of multiply-adds. */
const scored: Evaluator = async (architecture, { onEpoch }) => {
  const accuracy = Math.log10(costOf(architecture).macs) / 10;
  for (const epoch of [1, 2]) onEpoch({ epoch, epochs: 2, trainLoss: 1, validationLoss: 1, validationAccuracy: accuracy, seconds: epoch });
  return { accuracy, loss: 1, seconds: 2, imagesPerSecond: 100, facts: {}, artifacts: [] };
};

let store: ResultsStore;
let events: StudyEvent[];
beforeEach(async () => {
  store = await openStore('memory:');
  events = [];
});

const run = (experiment: string, more: Partial<RunStudyOptions> = {}) =>
  runStudy({
    experiment: parseExperiment(experiment, 'study.yaml'),
    store,
    evaluate: scored,
    data: { channels: 1, classes: 4 },
    resume: false,
    runner: { pid: process.pid, host: 'here' },
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    now: () => 0,
    ...more,
  });

const hashes = async () => (await store.trials('study', { kinds: ['search'] })).map((trial) => trial.architectureHash);

describe('runStudy', () => {
  it.each(['1', '3'])('trains as many candidates as planned, none over the budget and none twice, with %s workers', async (workers) => {
    const result = await run(text({ workers }));
    const trials = await store.trials('study');
    expect(result.trials.complete).toBe(10);
    expect(trials).toHaveLength(13);
    for (const trial of trials) expect(trial.cost.macs).toBeLessThanOrEqual(2_000_000);
    expect(new Set(await hashes()).size).toBe(10);
    expect(result.baselines.map((trial) => trial.label).sort()).toEqual(['depth only', 'resolution only', 'width only']);
    expect((await store.study('study')).state).toBe('complete');
  });

  it('puts on the front exactly the candidates that no other beats', async () => {
    const { front, best } = await run(text());
    const complete = await store.trials('study', { kinds: ['search'], states: ['complete'] });
    const beaten = (a: (typeof complete)[number]) =>
      complete.some(
        (b) =>
          b.cost.macs <= a.cost.macs &&
          (b.accuracy ?? 0) >= (a.accuracy ?? 0) &&
          (b.cost.macs < a.cost.macs || (b.accuracy ?? 0) > (a.accuracy ?? 0)),
      );
    expect(front.map((trial) => trial.number).sort()).toEqual(
      complete
        .filter((trial) => !beaten(trial))
        .map((trial) => trial.number)
        .sort(),
    );
    expect(best?.accuracy).toBe(Math.max(...complete.map((trial) => trial.accuracy ?? 0)));
  });

  it('suggests the same candidates for the same seed and others for another', async () => {
    await run(text());
    const first = await hashes();
    store = await openStore('memory:');
    await run(text());
    expect(await hashes()).toEqual(first);
    store = await openStore('memory:');
    await run(text({ seed: '8' }));
    expect(await hashes()).not.toEqual(first);
  });

  it('records a candidate that fails, with its reason, and goes on', async () => {
    let calls = 0;
    const evaluate: Evaluator = async (architecture, context) => {
      if (++calls === 3) throw new EvaluationError('diverged: loss is NaN at epoch 1', 'last words');
      return scored(architecture, context);
    };
    const result = await run(text(), { evaluate });
    expect(result.trials).toMatchObject({ complete: 9, failed: 1 });
    const [failed] = await store.trials('study', { states: ['failed'] });
    expect(failed).toMatchObject({ reason: 'diverged: loss is NaN at epoch 1', logTail: 'last words' });
  });

  it('interrupted, loses nothing: resumed, it ends with the candidates that an uninterrupted study has', async () => {
    await run(text());
    const whole = await hashes();
    store = await openStore('memory:');
    const stop = new AbortController();
    let calls = 0;
    const evaluate: Evaluator = async (architecture, context) => {
      if (++calls === 5) {
        stop.abort();
        throw new Error('the process was killed');
      }
      return scored(architecture, context);
    };
    const cut = await run(text(), { evaluate, signal: stop.signal });
    expect(cut.interrupted).toBe(true);
    expect(cut.trials).toMatchObject({ complete: 4, queued: 1, running: 0 });
    expect((await store.study('study')).state).toBe('paused');
    const result = await run(text(), { resume: true });
    expect(result.trials.complete).toBe(10);
    expect(await hashes()).toEqual(whole);
    expect(result.baselines).toHaveLength(3);
  });

  it('takes more trials on resume, but no other space', async () => {
    await run(text({ baselines: '[]' }));
    const result = await run(text({ trials: '12', baselines: '[]' }), { resume: true });
    expect(result.trials.complete).toBe(12);
    await expect(run(text({ macs: '1M', baselines: '[]' }), { resume: true })).rejects.toThrow('started with another budget.macs');
  });

  it('says so when the space has no more networks, and ends', async () => {
    const tiny = text({ trials: '50', baselines: '[]' }).replace(
      'space: mbconv',
      'space: { preset: mbconv, resolution: [8], width: [1], depth: [1], kernel: [3, 5], expansion: [1, 2] }',
    );
    const result = await run(tiny);
    expect(result.trials.complete).toBe(4);
    expect(events.find((event) => event.kind === 'space-exhausted')).toMatchObject({
      message: 'the space has only 4 networks inside the budget; all are tried',
    });
  });

  it('refuses an impossible budget before it stores anything', async () => {
    await expect(run(text({ macs: '1k' }))).rejects.toThrow(ImpossibleBudgetError);
    expect(await store.studies()).toHaveLength(0);
  });

  it('refuses a name that is taken, a resume of nothing, and a study that another process runs', async () => {
    await expect(run(text(), { resume: true })).rejects.toThrow(StudyError);
    await run(text());
    await expect(run(text())).rejects.toThrow(StudyExistsError);
    await store.acquireRunner('study', { pid: process.pid, host: 'elsewhere' });
    await expect(run(text(), { resume: true })).rejects.toThrow(StudyBusyError);
  });

  it('tells progress that ends with everything done', async () => {
    await run(text());
    const last = events.filter((event) => event.kind === 'trial-finished').at(-1);
    expect(last).toMatchObject({ progress: { finishedTrials: 13, plannedTrials: 13, etaSeconds: 0 } });
  });
});
