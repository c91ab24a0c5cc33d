import { costOf } from '@isoflop/blocks';
import { openStore, type ResultsStore, StudyBusyError, StudyExistsError } from '@isoflop/results-store';
import { ImpossibleBudgetError, parseExperiment } from '@isoflop/search-space';
import { beforeEach, describe, expect, it } from 'vitest';
import { StudyError } from './errors.js';
import { type EvaluationContext, EvaluationError, type Evaluator } from './evaluators/evaluator.js';
import { type RunStudyOptions, runStudy } from './run-study.js';
import type { StudyEvent } from './study-event.js';
import { quietSession } from './testing/session.js';

const text = (changes: Record<string, string> = {}) => {
  const fields: Record<string, string> = {
    trials: '10',
    workers: '1',
    sampler: 'tpe',
    macs: '2M',
    baselines: '[depth, width, resolution]',
    seed: '7',
    ...changes,
  };
  return `name: study
dataset: textures
space: mbconv
budget: { macs: ${fields.macs} }
search: { trials: ${fields.trials}, sampler: ${fields.sampler}, seed: ${fields.seed} }
baselines: ${fields.baselines}
${fields.more ?? ''}
training: { epochs: 2 }
runtime: { workers: ${fields.workers} }
`;
};

/** A stand-in for training that is quick and exact: accuracy grows with the logarithm of multiply-adds. */
const scored: Evaluator = async ({ architecture }, { onEpoch }) => {
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
    ...quietSession(),
    onEvent: (event) => events.push(event),
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

  it('says for good which of its slots ran a trial, no two at once in the same, and for how many epochs', async () => {
    const waiting: (() => void)[] = [];
    const together: Evaluator = async (subject, context) => {
      // Three are let go at a time, the last one first.
      if (context.trial <= 9) {
        await new Promise<void>((resolve) => {
          waiting.unshift(resolve);
          if (waiting.length === 3) for (const go of waiting.splice(0)) go();
        });
      }
      return scored(subject, context);
    };
    await run(text({ workers: '3', baselines: '[]', more: 'finalists: { count: 1, epochs: 5, seeds: 2 }' }), { evaluate: together });
    const trials = await store.trials('study');
    expect(trials.map(({ plannedEpochs }) => plannedEpochs)).toEqual([...Array(10).fill(2), 5, 5]);
    const busy = new Map<unknown, number>();
    for (const { kind, trial, data } of await store.events({ study: 'study' })) {
      if (kind === 'trial-started') {
        expect(busy.get(data.worker)).toBe(undefined);
        busy.set(data.worker, trial!);
      } else if (kind === 'trial-complete') {
        const { worker } = trials[trial! - 1]!;
        expect(busy.get(worker)).toBe(trial);
        busy.delete(worker);
      }
    }
    const names = trials.slice(0, 9).map(({ worker }) => worker);
    expect([...new Set(names)].sort()).toEqual(['1', '2', '3']);
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
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 3) throw new EvaluationError('diverged: loss is NaN at epoch 1', 'last words');
      return scored(subject, context);
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
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 5) {
        stop.abort();
        throw new Error('the process was killed');
      }
      return scored(subject, context);
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

  it('takes more trials on resume, but no other training', async () => {
    await run(text({ baselines: '[]' }));
    const result = await run(text({ trials: '12', baselines: '[]' }), { resume: true });
    expect(result.trials.complete).toBe(12);
    const longer = text({ baselines: '[]' }).replace('epochs: 2', 'epochs: 3');
    await expect(run(longer, { resume: true })).rejects.toThrow('started with another training.epochs: 2, and not 3;');
  });

  it('retrains finalists of the front with seeds of their own, reads the test set for them alone, and gives mean and interval', async () => {
    const contexts: EvaluationContext[] = [];
    const evaluate: Evaluator = async (subject, context) => {
      contexts.push(context);
      const { accuracy } = await scored(subject, context);
      const noisy = accuracy + context.seed / 1000;
      return { accuracy: noisy, facts: {}, artifacts: [], ...(context.measureTest && { testAccuracy: noisy - 0.1 }) };
    };
    const result = await run(text({ workers: '3', more: 'finalists: { count: 2, epochs: 9, seeds: 3 }' }), { evaluate });
    const finalists = await store.trials('study', { kinds: ['finalist'] });
    expect(finalists.map((trial) => trial.seed).sort()).toEqual([10, 10, 8, 8, 9, 9]);
    expect(contexts.filter(({ measureTest }) => measureTest).map(({ epochs }) => epochs)).toEqual([9, 9, 9, 9, 9, 9]);
    expect(contexts.filter(({ measureTest }) => !measureTest).every(({ epochs }) => epochs === 2)).toBe(true);
    const best = [...result.front].sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0)).slice(0, 2);
    expect(result.finalists.map(({ trial }) => trial.number)).toEqual(best.map((trial) => trial.number));
    const [first] = result.finalists;
    expect(first.runs.map(({ seed }) => seed)).toEqual([10, 9, 8]);
    expect(first.testAccuracy?.mean).toBeCloseTo(first.accuracy.mean - 0.1, 10);
    expect(first.accuracy.high).toBeCloseTo(first.accuracy.mean + (4.3027 * 0.001) / Math.sqrt(3), 6);
    expect(events.filter((event) => event.kind === 'trial-finished').at(-1)).toMatchObject({
      progress: { finishedTrials: 19, plannedTrials: 19 },
    });
  });

  it('interrupted among the finalists, resumed, trains each of them once', async () => {
    const stop = new AbortController();
    let calls = 0;
    const more = { baselines: '[]', more: 'finalists: { count: 2, epochs: 9, seeds: 2 }' };
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 12) {
        stop.abort();
        throw new Error('the process was killed');
      }
      return scored(subject, context);
    };
    await run(text(more), { evaluate, signal: stop.signal });
    const result = await run(text(more), { resume: true });
    const finalists = await store.trials('study', { kinds: ['finalist'] });
    expect(finalists.map((trial) => trial.state)).toEqual(['complete', 'complete', 'complete', 'complete']);
    expect(result.finalists.map(({ runs }) => runs.length)).toEqual([2, 2]);
  });

  it.each(['1', '4'])(
    'measures networks that are alike once, however many points of the space give them, with %s workers',
    async (workers) => {
      const alike = text({ trials: '6', workers, sampler: 'random', baselines: '[]' }).replace(
        'space: mbconv',
        // Channels are rounded to multiples of 8: these widths make the same networks.
        'space: { preset: mbconv, resolution: [16], width: [1, 1.01, 1.02], depth: [1], kernel: [3, 5], expansion: [2] }',
      );
      let calls = 0;
      const evaluate: Evaluator = async (subject, context) => {
        calls++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return scored(subject, context);
      };
      const result = await run(alike, { evaluate });
      expect(result.trials.complete).toBe(6);
      expect(calls).toBe(2);
      const copies = (await store.trials('study')).filter((trial) => trial.facts?.sameAsTrial !== undefined);
      expect(copies).toHaveLength(4);
      for (const copy of copies) {
        const original = await store.trial('study', Number(copy.facts?.sameAsTrial));
        expect(copy).toMatchObject({ accuracy: original.accuracy, architectureHash: original.architectureHash });
        expect(await store.metrics(copy.id)).toEqual(await store.metrics(original.id));
      }
    },
  );

  it.each([
    ['minutes: 5', 'limits.minutes: 5 minutes are over'],
    ['trainingFlops: 1G', 'limits.trainingFlops'],
  ])('starts no candidate past %s, is then paused, and goes on when the limit is raised', async (limit, message) => {
    let minutes = 0;
    const now = () => minutes * 60_000;
    const evaluate: Evaluator = async (subject, context) => {
      minutes++;
      return scored(subject, context);
    };
    const data = { channels: 1, classes: 4, trainImages: 10 };
    const limited = await run(text({ more: `limits: { ${limit} }` }), { evaluate, now, data });
    expect(limited.trials.complete).toBeGreaterThan(0);
    expect(limited.trials.complete).toBeLessThan(10);
    expect(events.find((event) => event.kind === 'stopping')).toMatchObject({ message: expect.stringContaining(message) });
    expect((await store.study('study')).state).toBe('paused');
    expect((await run(text(), { resume: true, evaluate, now, data })).trials.complete).toBe(10);
  });

  it('counts what earlier runs spent on training against the limit', async () => {
    const data = { channels: 1, classes: 4, trainImages: 10 };
    const first = await run(text({ trials: '6', baselines: '[]' }), { data });
    const spent = (await store.trials('study')).reduce((sum, trial) => sum + 6 * trial.cost.macs * 2 * 10, 0);
    const more = await run(text({ baselines: '[]', more: `limits: { trainingFlops: ${spent} }` }), { resume: true, data });
    expect(more.trials.complete).toBe(first.trials.complete);
  });

  it('counts finalists against the limit by their own images, epochs and growing images', async () => {
    const finalists =
      'finalists: { count: 1, epochs: 4, seeds: 2, training: { recipe: quick, changes: { progressive: { from: 0.5, stages: 2 } } } }';
    const evaluate: Evaluator = async ({ cost }, { epochs, onEpoch }) => {
      const accuracy = Math.log10(cost.macs) / 10;
      for (let epoch = 1; epoch <= epochs; epoch++)
        onEpoch({ epoch, epochs, trainLoss: 1, validationLoss: 1, validationAccuracy: accuracy, seconds: epoch });
      return { accuracy, facts: {}, artifacts: [] };
    };
    const data = { channels: 1, classes: 4, trainImages: 10, finalistTrainImages: 100 };
    const started = (limit: number) => {
      const study = text({ trials: '3', baselines: '[]', more: `${finalists}\nlimits: { trainingFlops: ${limit} }` });
      return run(study.replace('name: study', `name: limit-${limit}`), { data, evaluate });
    };
    await started(1e15);
    const trials = await store.trials('limit-1000000000000000');
    const [first] = trials.filter(({ kind }) => kind === 'finalist');
    const searched = trials.reduce(
      (sum, { kind, cost, facts }) => sum + (kind === 'search' && !facts?.sameAsTrial ? 6 * cost.macs * 2 * 10 : 0),
      0,
    );
    // Two epochs on a quarter of the pixels, two on all of them.
    const finalist = 6 * first.cost.macs * 100 * (2 * 0.25 + 2);
    const trainedWithin = async (limit: number) => {
      await started(limit);
      return (await store.trials(`limit-${limit}`, { kinds: ['finalist'] })).filter(({ state }) => state === 'complete').length;
    };
    expect(await trainedWithin(Math.round(searched + finalist - 1000))).toBe(1);
    expect(await trainedWithin(Math.round(searched + finalist + 1000))).toBe(2);
  });

  it('refuses a limit on training FLOPs where nothing is trained', async () => {
    await expect(run(text({ more: 'limits: { trainingFlops: 1G }' }))).rejects.toThrow(
      'limits.trainingFlops: needs an evaluator that trains',
    );
  });

  describe('with rungs', () => {
    /** Learns by the epoch, to a height that its multiply-adds decide, and stops when it is told to. */
    const learning: Evaluator = async ({ cost }, { epochs, signal, onEpoch }) => {
      const height = (n: number) => (Math.log10(cost.macs) / 10) * (1 - 0.5 ** n);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        onEpoch({ epoch, epochs, trainLoss: 1, validationLoss: 1, validationAccuracy: height(epoch), seconds: epoch });
        await new Promise(setImmediate);
        signal.throwIfAborted();
      }
      return { accuracy: height(epochs), facts: {}, artifacts: [] };
    };
    const rungs = (method: string) =>
      text({ trials: '40', workers: '4', sampler: 'random', baselines: '[]' })
        .replace('seed: 7 }', `seed: 7, fidelity: { method: ${method}, epochs: [1, 3, 9] } }`)
        .replace('training: { epochs: 2 }', '');

    it.each([
      ['asha', 15],
      ['hyperband', 5],
    ])('%s stops the weaker candidates at rungs and lets the others go on to the last', async (method, fewest) => {
      const result = await run(rungs(method), { evaluate: learning });
      const trials = await store.trials('study');
      expect(result.trials.complete + result.trials.pruned).toBe(40);
      expect(result.trials.pruned).toBeGreaterThan(fewest);
      expect(result.trials.complete).toBeGreaterThan(2);
      for (const trial of trials) {
        const epochs = Math.max(...(await store.metrics(trial.id)).map(({ epoch }) => epoch));
        expect(trial.state === 'complete' ? [9] : [1, 3], `trial ${trial.number}`).toContain(epochs);
      }
      const [pruned] = trials.filter((trial) => trial.state === 'pruned');
      expect(pruned.reason).toMatch(new RegExp(`^${method}: not among the best 1/3 of those that reached epoch [13]$`));
      expect(events.at(-1)).toMatchObject({ progress: { finishedTrials: 40, etaSeconds: 0 } });
    });

    it('weighs cost as well: the cheapest candidate of a rung is never stopped there', async () => {
      await run(rungs('asha'), { evaluate: learning });
      const trials = await store.trials('study');
      const cheapest = trials.reduce((least, trial) => (trial.cost.macs < least.cost.macs ? trial : least));
      expect(cheapest.state).toBe('complete');
    });

    it('interrupted and resumed, judges no epoch twice and ends with as many candidates', async () => {
      const stop = new AbortController();
      let calls = 0;
      const evaluate: Evaluator = async (subject, context) => {
        if (++calls === 20) setImmediate(() => stop.abort());
        return learning(subject, context);
      };
      await run(rungs('asha'), { evaluate, signal: stop.signal });
      const result = await run(rungs('asha'), { evaluate: learning, resume: true });
      expect(result.trials).toMatchObject({ queued: 0, running: 0, failed: 0 });
      expect(result.trials.complete + result.trials.pruned).toBe(40);
    });
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
