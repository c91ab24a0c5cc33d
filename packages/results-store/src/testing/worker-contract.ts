import { describe, expect, it } from 'vitest';
import { InvalidRecordError, TrialStateError } from '../errors.js';
import type { Trial } from '../records/trial.js';
import type { ResultsStore } from '../store.js';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

export function workerContract(make: MakeStore): void {
  async function withWorker(store: ResultsStore): Promise<Trial> {
    await store.createStudy({ name: 'a', spec: null });
    return store.startTrial((await store.createTrial('a', newTrial())).id, { worker: 'there/7' });
  }

  describe('trials of workers', () => {
    it('are known by their worker and its last heartbeat for as long as they run', async () => {
      const clock = { now: 1000 };
      const store = await make({ now: () => clock.now });
      const trial = await withWorker(store);
      const row = { trialId: trial.id, trial: 1, attempt: 1, worker: 'there/7', heartbeatAt: 1000 };
      expect(await store.trialWorkers('a')).toEqual([row]);
      clock.now = 1500;
      await store.heartbeatTrial(trial);
      expect(await store.trialWorkers('a')).toEqual([{ ...row, heartbeatAt: 1500 }]);
      await store.finishTrial(trial, { state: 'complete', accuracy: 0.5 });
      expect(await store.trialWorkers('a')).toEqual([]);
      await expect(store.heartbeatTrial(trial)).rejects.toThrow(TrialStateError);
      expect(await store.check()).toEqual([]);
    });

    it('tell in their history who started them', async () => {
      const store = await make();
      await withWorker(store);
      const started = (await store.events({ study: 'a' })).find(({ kind }) => kind === 'trial-started');
      expect(started?.data).toEqual({ attempt: 1, worker: 'there/7' });
    });

    it('say for good who ran them and how long they were to be trained, until they are run again', async () => {
      const store = await make();
      const trial = await withWorker(store);
      expect(trial.worker).toBe('there/7');
      const finished = await store.finishTrial(trial, { state: 'pruned', reason: 'weak' });
      expect([finished.worker, (await store.trial('a', 1)).worker]).toEqual(['there/7', 'there/7']);
      expect((await store.reopenTrial(trial.id)).worker).toBe(null);
      const again = await store.startTrial(trial.id, { slot: '2', epochs: 9 });
      expect(again).toMatchObject({ worker: '2', plannedEpochs: 9, attempt: 2 });
      expect(await store.trialWorkers('a')).toEqual([]);
      expect(await store.requeueRunning('a', { paused: true })).toMatchObject([{ worker: null, plannedEpochs: null }]);
      await store.startTrial(trial.id, { slot: '1' });
      expect(await store.requeueRunning('a', { maxAttempts: 1 })).toMatchObject([{ state: 'failed', worker: '1' }]);
      const starts = (await store.events({ study: 'a' })).filter(({ kind }) => kind === 'trial-started');
      expect(starts.map(({ data }) => data.worker)).toEqual(['there/7', '2', '1']);
      expect(await store.check()).toEqual([]);
    });

    it('are left to them when the runner of the study begins again or stops', async () => {
      const store = await make();
      const trial = await withWorker(store);
      const own = await store.startTrial((await store.createTrial('a', newTrial())).id);
      expect(await store.requeueRunning('a')).toMatchObject([{ number: own.number, state: 'queued' }]);
      expect(await store.requeueRunning('a', { paused: true })).toEqual([]);
      expect(await store.finishTrial(trial, { state: 'complete', accuracy: 0.5 })).toMatchObject({ state: 'complete', attempt: 1 });
    });

    it('go to somebody else when the worker is silent, and the silent one can no longer write', async () => {
      const store = await make();
      const lost = await withWorker(store);
      expect(await store.requeueTrial(lost)).toMatchObject({ state: 'queued', attempt: 1, startedAt: null });
      expect(await store.trialWorkers('a')).toEqual([]);
      await expect(store.heartbeatTrial(lost)).rejects.toThrow(TrialStateError);
      const again = await store.startTrial(lost.id, { worker: 'elsewhere/8' });
      await expect(store.finishTrial(lost, { state: 'complete', accuracy: 0.1 })).rejects.toThrow('attempt 1 may not write any more');
      await expect(store.requeueTrial(lost)).rejects.toThrow(TrialStateError);
      expect(await store.trialWorkers('a')).toMatchObject([{ attempt: 2, worker: 'elsewhere/8' }]);
      await store.finishTrial(again, { state: 'complete', accuracy: 0.9 });
      expect((await store.trials('a')).map(({ accuracy }) => accuracy)).toEqual([0.9]);
    });

    it('fail when workers keep dying on them, but may be given back any number of times', async () => {
      const store = await make();
      let trial = await withWorker(store);
      for (let times = 0; times < 5; times += 1) {
        await store.requeueTrial(trial, { paused: true });
        trial = await store.startTrial(trial.id, { worker: 'there/7' });
      }
      await store.requeueTrial(trial, { maxAttempts: 2 });
      trial = await store.startTrial(trial.id, { worker: 'there/8' });
      expect(await store.requeueTrial(trial, { maxAttempts: 2 })).toMatchObject({
        state: 'failed',
        reason: 'interrupted: its runner died in 2 attempts',
      });
    });

    it('are started by one of several workers that take them at once', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const { id } = await store.createTrial('a', newTrial());
      const tries = await Promise.allSettled(['one', 'two', 'three'].map((worker) => store.startTrial(id, { worker })));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await store.trialWorkers('a')).toHaveLength(1);
    });

    it('need a name', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const { id } = await store.createTrial('a', newTrial());
      await expect(store.startTrial(id, { worker: '' })).rejects.toThrow(InvalidRecordError);
      await expect(store.startTrial(id, { slot: '' })).rejects.toThrow(InvalidRecordError);
      await expect(store.startTrial(id, { slot: '1', epochs: 0.5 })).rejects.toThrow(InvalidRecordError);
      expect(await store.trial('a', 1)).toMatchObject({ state: 'queued', attempt: 0 });
    });

    it('end with their study', async () => {
      const store = await make();
      const trial = await withWorker(store);
      await store.deleteStudy('a');
      await expect(store.heartbeatTrial(trial)).rejects.toThrow('its study may have been deleted');
      expect(await store.check()).toEqual([]);
    });
  });
}
