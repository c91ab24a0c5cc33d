import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRecordError, UnknownStudyError } from '../errors.js';
import { briefOf } from '../records/trial-brief.js';
import type { ResultsStore } from '../store.js';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

export function briefContract(make: MakeStore): void {
  async function withTrials(store: ResultsStore, count: number): Promise<void> {
    await store.createStudy({ name: 'a', spec: null });
    for (let seed = 0; seed < count; seed += 1) await store.createTrial('a', newTrial({ seed, parents: seed < 2 ? [] : [seed, seed - 1] }));
  }

  describe('briefs', () => {
    it('say what the trials say, but for log and facts', async () => {
      const store = await make({ now: () => 1_700_000_000_123 });
      await withTrials(store, 4);
      const finish = async (number: number, facts: object) => {
        const trial = await store.startTrial((await store.trial('a', number)).id, { slot: String(number), epochs: 3 * number });
        const measures = { loss: 0.1 + 0.2, seconds: 1 / 3, imagesPerSecond: 5e-7, logTail: 'x' };
        await store.finishTrial(trial, { state: 'complete', accuracy: 2 / 3 - 0.1, facts, ...measures });
      };
      await finish(1, { epochs: 9, latencyMs: 1 / 81 });
      await finish(2, { epochs: 'nine', latencyMs: null });
      await store.finishTrial(await store.trial('a', 3), { state: 'failed', reason: 'it says "no"\n' });
      const briefs = await store.briefs('a', { after: 0, limit: 10 });
      expect(briefs).toEqual((await store.trials('a')).map(briefOf));
      expect(briefs.map(({ epochs, latencyMs }) => [epochs, latencyMs])).toEqual([
        [9, 1 / 81],
        [null, null],
        [null, null],
        [null, null],
      ]);
    });

    it('are read on by number, or for some numbers', async () => {
      const store = await make();
      await withTrials(store, 5);
      const numbers = async (query: Parameters<typeof store.briefs>[1]) => (await store.briefs('a', query)).map(({ number }) => number);
      expect(await numbers({ after: 1, limit: 3 })).toEqual([2, 3, 4]);
      expect(await numbers({ after: 4, limit: 3 })).toEqual([5]);
      expect(await numbers({ after: 5, limit: 3 })).toEqual([]);
      expect(await numbers({ numbers: [5, 2, 99] })).toEqual([2, 5]);
      expect(await numbers({ numbers: [] })).toEqual([]);
      await expect(store.briefs('a', { after: -1, limit: 3 })).rejects.toThrow(InvalidRecordError);
      await expect(store.briefs('a', { numbers: [0.5] })).rejects.toThrow(InvalidRecordError);
      await expect(store.briefs('b', { numbers: [1] })).rejects.toThrow(UnknownStudyError);
    });

    it('give every number back to the last bit', async () => {
      const store = await make();
      await withTrials(store, 1);
      const number = fc.double({ noNaN: true, noDefaultInfinity: true });
      let trial = await store.trial('a', 1);
      await fc.assert(
        fc.asyncProperty(number, number, async (loss, seconds) => {
          trial = await store.finishTrial(await store.startTrial(trial.id), { state: 'pruned', reason: 'x', loss, seconds });
          const [brief] = await store.briefs('a', { numbers: [1] });
          expect([brief!.loss! + 0, brief!.seconds! + 0]).toEqual([loss + 0, seconds + 0]);
          trial = await store.reopenTrial(trial.id);
        }),
        { numRuns: 50, seed: 5 },
      );
    });
  });

  describe('positions', () => {
    it('move with every change of a study, and of no other', async () => {
      const store = await make({ now: () => 7 });
      expect(await store.lastEvent()).toBe(0);
      await withTrials(store, 2);
      await store.createStudy({ name: 'b', spec: null });
      const before = await store.position('a');
      const lastEvent = (await store.events({ study: 'a' })).at(-1)!.id;
      expect(before).toEqual({ name: 'a', createdAt: 7, lastEvent, lastTrial: 2, runner: undefined });
      await store.annotate('a', 1, { note: 'x' });
      const after = await store.position('a');
      expect(after.lastEvent).toBeGreaterThan(before.lastEvent);
      expect(await store.lastEvent()).toBe(after.lastEvent);
      await store.acquireRunner('b', { pid: process.pid, host: 'h' });
      expect((await store.position('b')).runner).toEqual({ pid: process.pid, host: 'h', acquiredAt: 7, heartbeatAt: 7, alive: true });
      expect(await store.positions()).toEqual([await store.position('b'), await store.position('a')]);
      expect((await store.position('a')).lastEvent).toBe(after.lastEvent);
      await expect(store.position('c')).rejects.toThrow(UnknownStudyError);
    });

    it('of a study that was brought from elsewhere begin at 0', async () => {
      const store = await make();
      await store.restoreStudy({ name: 'a', spec: null, state: 'paused', createdAt: 3 });
      expect(await store.position('a')).toEqual({ name: 'a', createdAt: 3, lastEvent: 0, lastTrial: 0, runner: undefined });
    });
  });
}
