import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRecordError, TrialStateError, UnknownTrialError } from '../errors.js';
import type { Trial, TrialOutcome } from '../records/trial.js';
import { LOG_TAIL_CHARACTERS } from '../records/trial.js';
import type { ResultsStore } from '../store.js';
import { ARCHITECTURE, newTrial, SHA256 } from './records.js';
import type { MakeStore } from './store-contract.js';

export function trialContract(make: MakeStore): void {
  async function started(store: ResultsStore): Promise<Trial> {
    await store.createStudy({ name: 'a', spec: null });
    return store.startTrial((await store.createTrial('a', newTrial())).id);
  }

  describe('trials', () => {
    it('are recorded as queued, with nothing measured', async () => {
      const store = await make({ now: () => 5 });
      await store.createStudy({ name: 'a', spec: null });
      const trial = await store.createTrial('a', newTrial({ kind: 'baseline', label: 'depth only', rerunOf: 3 }));
      const unmeasured = {
        worker: null,
        plannedEpochs: null,
        accuracy: null,
        loss: null,
        seconds: null,
        imagesPerSecond: null,
        reason: null,
        logTail: null,
        facts: null,
      };
      const { kind, params, seed, cost } = newTrial({ kind: 'baseline' });
      expect(trial).toEqual({
        ...{
          id: trial.id,
          study: 'a',
          number: 1,
          kind,
          label: 'depth only',
          rerunOf: 3,
          parents: [],
          state: 'queued',
          attempt: 0,
          params,
          seed,
          cost,
          ...unmeasured,
        },
        ...{ architectureHash: 'hash-1', createdAt: 5, startedAt: null, finishedAt: null },
      });
      expect(await store.trial('a', 1)).toEqual(trial);
    });

    it('keep which earlier ones they were made of, for good', async () => {
      const store = await make();
      const first = await started(store);
      await store.finishTrial(first, { state: 'complete', accuracy: 0.5 });
      const second = await store.createTrial('a', newTrial({ parents: [1] }));
      const third = await store.createTrial('a', newTrial({ parents: [2, 1] }));
      expect([first, second, third].map(({ parents }) => parents)).toEqual([[], [1], [2, 1]]);
      const pruned = await store.finishTrial(await store.startTrial(third.id), { state: 'pruned', reason: 'weak' });
      await store.reopenTrial(pruned.id);
      expect((await store.trials('a')).map(({ parents }) => parents)).toEqual([[], [1], [2, 1]]);
      for (const parents of [[4], [9], [0], [1, 1], [1.5]]) {
        await expect(store.createTrial('a', newTrial({ parents }))).rejects.toThrow(
          'trial.parents: must be numbers of trials before 4, each once',
        );
      }
      expect(await store.check()).toEqual([]);
    });

    it('go from queued to running to complete, with everything that was measured', async () => {
      let now = 0;
      const store = await make({ now: () => (now += 1000) });
      const trial = await started(store);
      expect(trial).toMatchObject({ state: 'running', attempt: 1, startedAt: expect.any(Number), finishedAt: null });
      const measures = {
        accuracy: 0.875,
        loss: 0.4,
        seconds: 12.5,
        imagesPerSecond: 810.25,
        logTail: 'done\n\u0000 ü',
        facts: { backend: 'wasm', threads: 2 },
      };
      const finished = await store.finishTrial(trial, {
        ...{ state: 'complete', ...measures },
        metrics: [{ epoch: 1, name: 'accuracy', value: 0.875, seconds: 12 }],
        artifacts: [{ kind: 'weights', path: 'a/1.bin', sha256: SHA256, bytes: 480_000 }],
      });
      expect(finished).toMatchObject({
        state: 'complete',
        ...measures,
        logTail: 'done\n\ufffd ü',
        reason: null,
        startedAt: trial.startedAt,
      });
      expect(finished.finishedAt).toBeGreaterThan(trial.startedAt!);
      expect(await store.trial('a', 1)).toEqual(finished);
      expect(await store.metrics(trial.id)).toEqual([{ epoch: 1, name: 'accuracy', value: 0.875, seconds: 12 }]);
      expect(await store.artifacts(trial.id)).toMatchObject([{ trialId: trial.id, path: 'a/1.bin', bytes: 480_000 }]);
    });

    it.each(['failed', 'pruned'] as const)('can end as %s with a reason and what was measured until then', async (state) => {
      const store = await make();
      const finished = await store.finishTrial(await started(store), {
        state,
        reason: 'loss is NaN in epoch 2',
        loss: Number.NaN,
        seconds: 3,
      });
      expect(finished).toMatchObject({ state, reason: 'loss is NaN in epoch 2', loss: null, seconds: 3, accuracy: null });
    });

    it('that were pruned can be taken up again, any number of times, with the sampler that decided so', async () => {
      const store = await make();
      const first = await started(store);
      await store.reportMetrics(first, [{ epoch: 1, name: 'val-accuracy', value: 0.5 }]);
      const weak = { state: 'pruned', reason: 'weak', accuracy: 0.5, facts: { epoch: 1 } } as const;
      await store.finishTrial(first, weak);
      const reopened = await store.reopenTrial(first.id, { samplerState: { asked: 1 }, samplerRecords: [{ index: 0, record: 'again' }] });
      expect(reopened).toEqual({ ...first, state: 'queued', startedAt: null });
      expect(await store.trial('a', 1)).toEqual(reopened);
      expect(await store.samplerState('a')).toEqual({ asked: 1 });
      expect(await store.samplerRecords('a')).toEqual([{ index: 0, record: 'again' }]);
      expect(await store.metrics(first.id)).toHaveLength(1);
      await store.finishTrial(await store.startTrial(first.id), weak);
      await store.reopenTrial(first.id);
      const third = await store.startTrial(first.id);
      expect(third.attempt).toBe(3);
      await expect(store.finishTrial(first, weak)).rejects.toThrow('attempt 1 may not write any more');
      await store.finishTrial(third, { state: 'complete', accuracy: 0.9 });
      const kinds = (await store.events({ study: 'a' })).filter(({ trial }) => trial === 1).map(({ kind }) => kind.replace('trial-', ''));
      expect(kinds).toEqual(['created', ...['started', 'pruned', 'reopened', 'started', 'pruned', 'reopened', 'started', 'complete']]);
      expect(await store.check()).toEqual([]);
    });

    it.each(['complete', 'failed', 'running', 'queued'] as const)('that are %s cannot be taken up again', async (state) => {
      const store = await make();
      const trial = await started(store);
      if (state === 'complete') await store.finishTrial(trial, { state, accuracy: 0.5 });
      if (state === 'failed') await store.finishTrial(trial, { state, reason: 'NaN' });
      if (state === 'queued') await store.requeueRunning('a');
      await expect(store.reopenTrial(trial.id)).rejects.toThrow(`only a pruned trial can be taken up again, this one is ${state}`);
      await expect(store.reopenTrial(999)).rejects.toThrow(UnknownTrialError);
      expect(await store.check()).toEqual([]);
    });

    it('that were pruned twice pass the check', async () => {
      const store = await make();
      const trial = await started(store);
      await store.finishTrial(trial, { state: 'pruned', reason: 'weak' });
      await store.reopenTrial(trial.id);
      await store.finishTrial(await store.startTrial(trial.id), { state: 'pruned', reason: 'weak again' });
      expect(await store.check()).toEqual([]);
    });

    it('can be cancelled before they start, but not complete', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const queued = await store.createTrial('a', newTrial());
      await expect(store.finishTrial(queued, { state: 'complete', accuracy: 1 })).rejects.toThrow(TrialStateError);
      expect(await store.finishTrial(queued, { state: 'failed', reason: 'cancelled' })).toMatchObject({ state: 'failed', startedAt: null });
      await expect(store.startTrial(queued.id)).rejects.toThrow('only a queued trial can be started, this one is failed');
    });

    it('cannot be finished twice, and keep the first outcome', async () => {
      const store = await make();
      const trial = await started(store);
      const first = await store.finishTrial(trial, { state: 'complete', accuracy: 0.5 });
      const outcomes: TrialOutcome[] = [
        { state: 'complete', accuracy: 0.9, metrics: [{ epoch: 9, name: 'accuracy', value: 1 }] },
        { state: 'failed', reason: 'late' },
      ];
      for (const outcome of outcomes) await expect(store.finishTrial(trial, outcome)).rejects.toThrow(TrialStateError);
      await expect(store.reportMetrics(trial, [{ epoch: 1, name: 'loss', value: 1 }])).rejects.toThrow('only a running trial can report');
      expect(await store.trial('a', 1)).toEqual(first);
      expect(await store.metrics(trial.id)).toEqual([]);
    });

    it('are finished by exactly one of several that try at once', async () => {
      const store = await make();
      const trial = await started(store);
      const tries = await Promise.allSettled([0.1, 0.2, 0.3].map((accuracy) => store.finishTrial(trial, { state: 'complete', accuracy })));
      expect(tries.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
      expect((await store.trial('a', 1)).accuracy).toBe(0.1);
    });

    it('are numbered without gaps when many are created at once', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const trials = await Promise.all(Array.from({ length: 20 }, () => store.createTrial('a', newTrial())));
      expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(new Set(trials.map(({ id }) => id)).size).toBe(20);
    });

    it('go back to the queue when their runner died, and the dead one can no longer write', async () => {
      const store = await make();
      const lost = await started(store);
      await store.reportMetrics(lost, [{ epoch: 3, name: 'loss', value: 1 }]);
      expect(await store.requeueRunning('a')).toMatchObject([{ number: 1, state: 'queued', attempt: 1, startedAt: null }]);
      await expect(store.reportMetrics(lost, [{ epoch: 4, name: 'loss', value: 1 }])).rejects.toThrow(TrialStateError);
      const again = await store.startTrial(lost.id);
      expect(again.attempt).toBe(2);
      expect(await store.metrics(lost.id)).toEqual([]);
      await expect(store.finishTrial(lost, { state: 'complete', accuracy: 1 })).rejects.toThrow(
        'attempt 1 may not write any more, the latest is 2',
      );
      expect(await store.finishTrial(again, { state: 'complete', accuracy: 0.7 })).toMatchObject({ accuracy: 0.7, attempt: 2 });
      expect(await store.requeueRunning('a')).toEqual([]);
    });

    it('fail as interrupted when runners keep dying on them', async () => {
      const store = await make();
      const { id } = await started(store);
      await store.requeueRunning('a', { maxAttempts: 2 });
      await store.startTrial(id);
      const [trial] = await store.requeueRunning('a', { maxAttempts: 2 });
      expect(trial).toMatchObject({
        state: 'failed',
        reason: 'interrupted: its runner died in 2 attempts',
        finishedAt: expect.any(Number),
      });
    });

    it('may be paused any number of times, which counts as no death', async () => {
      const store = await make();
      const { id } = await started(store);
      for (let pause = 0; pause < 5; pause += 1) {
        expect(await store.requeueRunning('a', { paused: true })).toMatchObject([{ state: 'queued' }]);
        await store.startTrial(id);
      }
      expect(await store.requeueRunning('a')).toMatchObject([{ state: 'queued', attempt: 6 }]);
    });

    it('store an architecture once per hash', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const other = { ...ARCHITECTURE, name: 'other' };
      await store.createTrial('a', newTrial());
      await store.createTrial('a', newTrial({ seed: 8 }));
      await store.createTrial('a', newTrial({ architecture: { hash: 'hash-2', architecture: other } }));
      expect(await store.architecture('hash-1')).toEqual(ARCHITECTURE);
      expect(await store.architecture('hash-2')).toEqual(other);
      expect(await store.architecture('hash-3')).toBeUndefined();
    });

    it('list metrics by epoch and name, the last value of each, and null for what is not finite', async () => {
      const store = await make();
      const trial = await started(store);
      await store.reportMetrics(trial, [
        { epoch: 2, name: 'loss', value: Number.NaN },
        { epoch: 1, name: 'loss', value: 2.5, seconds: 4 },
        { epoch: 1, name: 'accuracy', value: 0.25 },
        { epoch: 10, name: 'loss', value: Number.POSITIVE_INFINITY },
        { epoch: 10, name: 'Macro-F1', value: 0.5 },
      ]);
      await store.reportMetrics(trial, [{ epoch: 1, name: 'loss', value: 2 }]);
      expect(await store.metrics(trial.id)).toEqual([
        { epoch: 1, name: 'accuracy', value: 0.25, seconds: null },
        { epoch: 1, name: 'loss', value: 2, seconds: null },
        { epoch: 2, name: 'loss', value: null, seconds: null },
        { epoch: 10, name: 'Macro-F1', value: 0.5, seconds: null },
        { epoch: 10, name: 'loss', value: null, seconds: null },
      ]);
    });

    it('keep one artifact record per path, in the order of first appearance', async () => {
      const store = await make({ now: () => 1 });
      const trial = await started(store);
      const artifact = { kind: 'checkpoint', path: 'x', sha256: SHA256, bytes: 1 };
      for (const change of [{}, { path: 'y' }, { bytes: 3e9 }]) await store.addArtifact(trial, { ...artifact, ...change });
      const common = { kind: 'checkpoint', sha256: SHA256, trialId: trial.id, createdAt: 1 };
      expect(await store.artifacts(trial.id)).toEqual([
        { ...common, path: 'x', bytes: 3e9 },
        { ...common, path: 'y', bytes: 1 },
      ]);
    });

    it('keep only the end of a long log', async () => {
      const store = await make();
      const logTail = `😀${'x'.repeat(LOG_TAIL_CHARACTERS - 1)}`;
      const { logTail: kept } = await store.finishTrial(await started(store), { state: 'failed', reason: 'crash', logTail });
      expect(kept).toBe(`\ufffd${'x'.repeat(LOG_TAIL_CHARACTERS - 1)}`);
      expect((await store.trial('a', 1)).logTail).toBe(kept);
    });

    it('are refused, without a trace, when a value breaks its rule', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const { cost } = newTrial();
      const bad = [
        newTrial({ cost: { ...cost, macs: 1.5 } }),
        newTrial({ cost: { ...cost, params: -1 } }),
        newTrial({ seed: Number.NaN }),
        newTrial({ label: '' }),
        newTrial({ label: 'a\u0000b' }),
        newTrial({ params: { lr: Number.POSITIVE_INFINITY } }),
        newTrial({ samplerState: { lr: Number.NaN } }),
      ];
      for (const trial of bad) await expect(store.createTrial('a', trial)).rejects.toThrow(InvalidRecordError);
      expect(await store.trials('a')).toEqual([]);
      expect(await store.events({ study: 'a' })).toHaveLength(1);
      expect((await store.createTrial('a', newTrial())).number).toBe(1);
    });

    it('refuse an outcome that breaks a rule, and go on running', async () => {
      const store = await make();
      const trial = await started(store);
      const metric = { epoch: 1, name: 'loss', value: 1 };
      const bad: TrialOutcome[] = [
        { state: 'complete', accuracy: Number.NaN },
        { state: 'complete', accuracy: 87.5 },
        { state: 'failed', reason: '' },
        { state: 'complete', accuracy: 1, metrics: [metric, { ...metric, epoch: -1 }] },
        { state: 'complete', accuracy: 1, metrics: [metric], artifacts: [{ kind: 'weights', path: 'x', sha256: 'AB', bytes: 1 }] },
        { state: 'complete', accuracy: 1, metrics: [metric], facts: { memory: Number.NaN } },
      ];
      for (const outcome of bad) await expect(store.finishTrial(trial, outcome)).rejects.toThrow(InvalidRecordError);
      await expect(store.reportMetrics(trial, [metric, { ...metric, name: '' }])).rejects.toThrow(InvalidRecordError);
      expect(await store.trial('a', 1)).toEqual(trial);
      expect(await store.metrics(trial.id)).toEqual([]);
    });

    it('say that a trial is unknown, by id and by number', async () => {
      const store = await make();
      const { id } = await started(store);
      const calls = [
        store.startTrial(id + 1),
        store.metrics(id + 1),
        store.artifacts(id + 1),
        store.reportMetrics({ id: id + 1, attempt: 1 }, []),
      ];
      for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ reason: expect.any(UnknownTrialError) });
      await expect(store.trial('a', 0)).rejects.toThrow('study "a": no trial 0; its trials are 1 to 1');
      await expect(store.trial('a', 2)).rejects.toThrow(UnknownTrialError);
    });

    it('are copies on the way in and on the way out', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const params = { widths: [8, 16] };
      const trial = await store.createTrial('a', newTrial({ params }));
      params.widths.push(32);
      (trial.params as typeof params).widths.push(64);
      (trial as { state: string }).state = 'complete';
      expect(await store.trial('a', 1)).toMatchObject({ state: 'queued', params: { widths: [8, 16] } });
    });

    it('give back any JSON parameters, seeds and costs unchanged', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const params = fc.dictionary(fc.string(), fc.jsonValue());
      const count = fc.maxSafeNat();
      const cost = fc.record({ macs: count, params: count, activations: count, weightsBytes: count });
      await fc.assert(
        fc.asyncProperty(params, fc.maxSafeInteger(), cost, async (params, seed, cost) => {
          const { number } = await store.createTrial('a', newTrial({ params, seed, cost }));
          expect(await store.trial('a', number)).toMatchObject({ params: JSON.parse(JSON.stringify(params)), seed, cost });
        }),
        { numRuns: 50, seed: 1 },
      );
    });
  });
}
