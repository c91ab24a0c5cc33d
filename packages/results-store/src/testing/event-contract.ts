import { describe, expect, it } from 'vitest';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

export function eventContract(make: MakeStore): void {
  describe('events', () => {
    it('tell the whole story of a study in order', async () => {
      const store = await make({ now: () => 9 });
      await store.createStudy({ name: 'a', spec: null });
      await store.setStudyState('a', 'running');
      const lease = await store.acquireRunner('a', { pid: 5, host: 'h' });
      const { id } = await store.createTrial('a', newTrial());
      await store.startTrial(id);
      await store.requeueRunning('a');
      await store.finishTrial(await store.startTrial(id), { state: 'complete', accuracy: 0.75 });
      await store.finishTrial(await store.createTrial('a', newTrial()), { state: 'pruned', reason: 'over budget' });
      await store.appendEvent('a', 'note', { text: 'hello' });
      await lease.release();
      const events = await store.events({ study: 'a' });
      expect(await store.check()).toEqual([]);
      expect(events.map(({ kind, trial, data }) => [kind, trial, data])).toEqual([
        ['study-created', null, {}],
        ['study-running', null, {}],
        ['runner-acquired', null, { pid: 5, host: 'h' }],
        ['trial-created', 1, { kind: 'search' }],
        ['trial-started', 1, { attempt: 1 }],
        ['trial-requeued', 1, { attempt: 1 }],
        ['trial-started', 1, { attempt: 2 }],
        ['trial-complete', 1, { accuracy: 0.75 }],
        ['trial-created', 2, { kind: 'search' }],
        ['trial-pruned', 2, { reason: 'over budget' }],
        ['note', null, { text: 'hello' }],
        ['runner-released', null, { pid: 5, host: 'h' }],
      ]);
      expect(new Set(events.map(({ study, at }) => `${study} ${at}`))).toEqual(new Set(['a 9']));
    });

    it('are read on from a cursor, for one study or for all', async () => {
      const store = await make();
      for (const name of ['a', 'b']) await store.createStudy({ name, spec: null });
      const [{ id: cursor } = { id: -1 }] = await store.events({ limit: 1 });
      await store.appendEvent('a', 'note', {});
      const kinds = async (query: Parameters<typeof store.events>[0]) =>
        (await store.events(query)).map(({ study, kind }) => `${study} ${kind}`);
      expect(await kinds({ after: cursor })).toEqual(['b study-created', 'a note']);
      expect(await kinds({ after: cursor, study: 'a' })).toEqual(['a note']);
      expect(await kinds({ after: cursor, limit: 1 })).toEqual(['b study-created']);
    });

    it('leave no trace of a call that failed', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const { id } = await store.createTrial('a', newTrial());
      const before = await store.events();
      await expect(store.finishTrial({ id, attempt: 0 }, { state: 'complete', accuracy: 1 })).rejects.toThrow();
      await expect(store.appendEvent('a', 'note', { value: Number.NaN })).rejects.toThrow();
      expect(await store.events()).toEqual(before);
    });
  });
}
