import { describe, expect, it } from 'vitest';
import { LeaseLostError, StudyBusyError, UnknownStudyError } from '../errors.js';
import type { ResultsStore } from '../store.js';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

const HERE = { pid: 100, host: 'here' };
const THERE = { pid: 200, host: 'there' };

export function leaseContract(make: MakeStore): void {
  /** A store on the machine `here`, with a clock to turn and a set of living processes. */
  async function machine(): Promise<{ store: ResultsStore; clock: { seconds: number }; living: Set<number> }> {
    const clock = { seconds: 1000 };
    const living = new Set([100, 101]);
    const store = await make({ now: () => clock.seconds * 1000, host: 'here', isAlive: (pid) => living.has(pid), staleAfterSeconds: 60 });
    await store.createStudy({ name: 'a', spec: null });
    return { store, clock, living };
  }

  describe('runner leases', () => {
    it('refuse a second runner with the pid, host and silence of the first', async () => {
      const { store, clock } = await machine();
      await store.acquireRunner('a', HERE);
      clock.seconds += 12;
      const refused = store.acquireRunner('a', { pid: 101, host: 'here' });
      await expect(refused).rejects.toThrow(StudyBusyError);
      await expect(refused).rejects.toThrow(
        'study "a" is being run by process 100 on here, last heard of 12 s ago; one runner at a time: stop it first (isoflop stop, or Ctrl-C there), or wait: a runner that is silent for 60 s is given up',
      );
      await expect(store.acquireRunner('a', HERE)).rejects.toThrow(StudyBusyError);
    });

    it('are given to one of several that ask at once', async () => {
      const { store } = await machine();
      const asked = await Promise.allSettled([100, 101, 102].map((pid) => store.acquireRunner('a', { pid, host: 'here' })));
      expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    });

    it('are per study', async () => {
      const { store } = await machine();
      await store.createStudy({ name: 'b', spec: null });
      await store.acquireRunner('a', HERE);
      expect((await store.acquireRunner('b', HERE)).study).toBe('b');
    });

    it('can be taken again after a release', async () => {
      const { store } = await machine();
      const lease = await store.acquireRunner('a', HERE);
      await lease.release();
      await lease.release();
      expect(await store.acquireRunner('a', THERE)).toMatchObject({ study: 'a', pid: 200, host: 'there', acquiredAt: 1_000_000 });
    });

    it('are taken over at once when the process is gone from this host, and the take-over is told', async () => {
      const { store, living } = await machine();
      await store.acquireRunner('a', HERE);
      living.delete(100);
      await store.acquireRunner('a', { pid: 101, host: 'here' });
      const acquired = (await store.events({ study: 'a' })).filter(({ kind }) => kind === 'runner-acquired');
      expect(acquired[1]!.data).toEqual({ pid: 101, host: 'here', takenOverFrom: { pid: 100, host: 'here', heartbeatAt: 1_000_000 } });
    });

    it('of another host are judged by the heartbeat alone', async () => {
      const { store, clock, living } = await machine();
      const lease = await store.acquireRunner('a', THERE);
      expect(living.has(THERE.pid)).toBe(false);
      clock.seconds += 59;
      await lease.heartbeat();
      clock.seconds += 60;
      await expect(store.acquireRunner('a', HERE)).rejects.toThrow(StudyBusyError);
      clock.seconds += 1;
      await store.acquireRunner('a', HERE);
      await expect(lease.heartbeat()).rejects.toThrow(LeaseLostError);
      await expect(lease.heartbeat()).rejects.toThrow('process 100 on here runs it now; stop, then resume');
    });

    it('that were lost are not released for the new holder', async () => {
      const { store, living } = await machine();
      const lost = await store.acquireRunner('a', HERE);
      living.delete(100);
      await store.acquireRunner('a', { pid: 101, host: 'here' });
      await lost.release();
      expect((await store.studies())[0]!.runner).toMatchObject({ pid: 101 });
    });

    it('hold when the clock is set back', async () => {
      const { store, clock } = await machine();
      await store.acquireRunner('a', HERE);
      clock.seconds -= 500;
      await expect(store.acquireRunner('a', THERE)).rejects.toThrow('last heard of 0 s ago');
    });

    it('lose and double nothing when a clock jumps and two runners believe to hold the study', async () => {
      const { store, clock } = await machine();
      const first = await store.acquireRunner('a', THERE);
      const queued = await store.createTrial('a', newTrial());
      const mine = await store.startTrial(queued.id);
      clock.seconds += 3600;
      await store.acquireRunner('a', HERE);
      expect(await store.requeueRunning('a')).toMatchObject([{ number: 1, state: 'queued' }]);
      const theirs = await store.startTrial(queued.id);
      await expect(store.finishTrial(mine, { state: 'complete', accuracy: 0.1 })).rejects.toThrow('attempt 1 may not write any more');
      await expect(first.heartbeat()).rejects.toThrow(LeaseLostError);
      clock.seconds -= 7200;
      await store.finishTrial(theirs, { state: 'complete', accuracy: 0.9 });
      expect((await store.trials('a')).map(({ state, accuracy }) => [state, accuracy])).toEqual([['complete', 0.9]]);
      expect(await store.check()).toEqual([]);
    });

    it('go on after a long silence in which nobody asked', async () => {
      const { store, clock } = await machine();
      const lease = await store.acquireRunner('a', HERE);
      clock.seconds += 600;
      expect((await store.studies())[0]!.runner).toEqual({ ...HERE, acquiredAt: 1_000_000, heartbeatAt: 1_000_000, alive: false });
      await lease.heartbeat();
      expect((await store.studies())[0]!.runner).toMatchObject({ heartbeatAt: 1_600_000, alive: true });
    });

    it('end with their study', async () => {
      const { store, living } = await machine();
      const lease = await store.acquireRunner('a', HERE);
      living.delete(100);
      await store.deleteStudy('a');
      await expect(lease.heartbeat()).rejects.toThrow(UnknownStudyError);
      await lease.release();
    });
  });
}
