import { describe, expect, it } from 'vitest';
import {
  InvalidRecordError,
  StoreUnavailableError,
  StudyBusyError,
  StudyExistsError,
  UnknownStudyError,
  UnknownTrialError,
} from '../errors.js';
import { ARCHITECTURE, newTrial, SHA256 } from './records.js';
import type { MakeStore } from './store-contract.js';

export function studyContract(make: MakeStore): void {
  describe('studies', () => {
    it('gives back what was created, at the time of the given clock', async () => {
      const store = await make({ now: () => 1_700_000_000_123 });
      const spec = { budget: { macs: 2e6 }, objectives: ['accuracy', null, true] };
      const study = await store.createStudy({ name: 'a', spec });
      expect(study).toEqual({ name: 'a', spec, state: 'created', request: null, createdAt: 1_700_000_000_123 });
      expect(await store.study('a')).toEqual(study);
    });

    it('refuses a second study of the same name and keeps the first', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: 1 });
      await expect(store.createStudy({ name: 'a', spec: 2 })).rejects.toThrow(StudyExistsError);
      expect((await store.study('a')).spec).toBe(1);
    });

    it.each([
      ['', 'empty'],
      [' a', 'space before'],
      ['a\nb', 'line break'],
      ['x'.repeat(201), 'too long'],
    ])('refuses the name %j (%s)', async (name) => {
      const store = await make();
      await expect(store.createStudy({ name, spec: null })).rejects.toThrow(InvalidRecordError);
      expect(await store.studies()).toEqual([]);
    });

    it('takes names of any script, case-sensitively', async () => {
      const store = await make();
      for (const name of ['größe', '深さ', "o'; drop table studies; --", 'A', 'a']) await store.createStudy({ name, spec: name });
      expect((await store.studies()).map((study) => study.spec)).toEqual(['a', 'A', "o'; drop table studies; --", '深さ', 'größe']);
    });

    it('says which studies there are when one is unknown', async () => {
      const store = await make();
      await expect(store.study('b')).rejects.toThrow(`no study "b" in ${store.url}; it holds no study yet`);
      for (const name of ['s1', 's2', 's3', 's4', 's5', 's6', 's7']) await store.createStudy({ name, spec: null });
      await expect(store.study('b')).rejects.toThrow('it holds "s7", "s6", "s5", "s4", "s3" and 2 more');
      await expect(store.study('s1\u0000')).rejects.toThrow(UnknownStudyError);
    });

    it('refuses every call about an unknown study', async () => {
      const store = await make();
      const calls = [
        store.summary('b'),
        store.setStudyState('b', 'running'),
        store.setStudyRequest('b', 'pause'),
        store.reviseStudy('b', { spec: null, changes: {}, forgetSampler: false }),
        store.deleteStudy('b'),
        store.saveSamplerState('b', 1),
        store.samplerState('b'),
        store.samplerRecords('b'),
        store.createTrial('b', newTrial()),
        store.requeueRunning('b'),
        store.trial('b', 1),
        store.trials('b'),
        store.front('b'),
        store.annotate('b', null, { note: 'x' }),
        store.annotations('b'),
        store.appendEvent('b', 'note', {}),
        store.events({ study: 'b' }),
        store.acquireRunner('b', { pid: 1, host: 'h' }),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: expect.any(UnknownStudyError) });
      }
    });

    it('keeps its state', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      await store.setStudyState('a', 'paused');
      expect((await store.study('a')).state).toBe('paused');
    });

    it('keeps what was asked last of its runner until it is taken back, and tells of it', async () => {
      const store = await make();
      for (const name of ['a', 'b']) await store.createStudy({ name, spec: null });
      await store.setStudyRequest('a', 'pause');
      await store.setStudyRequest('a', 'cancel');
      expect([(await store.study('a')).request, (await store.study('b')).request]).toEqual(['cancel', null]);
      await expect(store.setStudyRequest('a', 'sleep' as never)).rejects.toThrow('must be null or one of pause, stop, cancel');
      expect((await store.summary('a')).request).toBe('cancel');
      await store.setStudyRequest('a', null);
      expect((await store.study('a')).request).toBeNull();
      const asked = (await store.events({ study: 'a' })).filter(({ kind }) => kind === 'study-request');
      expect(asked.map(({ data }) => data.request)).toEqual(['pause', 'cancel', null]);
    });

    it('takes another experiment, tells what is different, and drops the sampler where asked', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: { trials: 4 } });
      await store.createTrial('a', newTrial({ samplerState: 1, samplerRecords: [{ index: 0, record: 'r' }] }));
      await store.reviseStudy('a', { spec: { trials: 5 }, changes: { 'search.trials': [4, 5] }, forgetSampler: false });
      expect(await store.study('a')).toMatchObject({ spec: { trials: 5 }, state: 'created' });
      expect([await store.samplerState('a'), await store.samplerRecords('a')]).toEqual([1, [{ index: 0, record: 'r' }]]);
      await store.reviseStudy('a', { spec: { trials: 6 }, changes: { sampler: ['tpe', 'random'] }, forgetSampler: true });
      expect([await store.samplerState('a'), await store.samplerRecords('a')]).toEqual([undefined, []]);
      expect(await store.trials('a')).toHaveLength(1);
      const invalid = { spec: Number.NaN, changes: {}, forgetSampler: false };
      await expect(store.reviseStudy('a', invalid)).rejects.toThrow(InvalidRecordError);
      const revised = (await store.events({ study: 'a' })).filter(({ kind }) => kind === 'study-revised');
      expect(revised.map(({ data }) => data)).toEqual([{ 'search.trials': [4, 5] }, { sampler: ['tpe', 'random'] }]);
    });

    it('keeps the sampler state that was saved last, also with a trial', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      expect(await store.samplerState('a')).toBeUndefined();
      await store.saveSamplerState('a', { rng: [1, -2, 3] });
      await store.createTrial('a', newTrial());
      expect(await store.samplerState('a')).toEqual({ rng: [1, -2, 3] });
      await store.createTrial('a', newTrial({ samplerState: { rng: [4] } }));
      expect(await store.samplerState('a')).toEqual({ rng: [4] });
    });

    it('keeps what a sampler remembers record by record, and replaces those that are saved again', async () => {
      const store = await make();
      for (const name of ['a', 'b']) await store.createStudy({ name, spec: null });
      await store.createTrial('a', newTrial({ samplerState: 1, samplerRecords: [{ index: 0, record: { params: [1] } }] }));
      await store.saveSamplerState('a', 2, [
        { index: 2, record: 'c' },
        { index: 0, record: { params: [1], value: 0.5 } },
      ]);
      expect(await store.samplerState('a')).toBe(2);
      expect(await store.samplerRecords('a')).toEqual([
        { index: 0, record: { params: [1], value: 0.5 } },
        { index: 2, record: 'c' },
      ]);
      expect(await store.samplerRecords('b')).toEqual([]);
      await expect(store.saveSamplerState('a', 3, [{ index: 0.5, record: 1 }])).rejects.toThrow(InvalidRecordError);
      const many = Array.from({ length: 1201 }, (_, index) => ({ index, record: index }));
      await store.saveSamplerState('b', 1, [...many, { index: 7, record: 'the later one' }]);
      const replaced = many.map((item) => (item.index === 7 ? { index: 7, record: 'the later one' } : item));
      expect(await store.samplerRecords('b')).toEqual(replaced);
      expect(await store.samplerState('a')).toBe(2);
    });

    it('lists the newest first, with counts by kind and state, the best search trial and no runner', async () => {
      const store = await make();
      for (const name of ['old', 'new']) await store.createStudy({ name, spec: null });
      for (const [kind, accuracy] of [
        ['search', 0.5],
        ['search', 0.8],
        ['search', 0.8],
        ['baseline', 0.9],
        ['finalist', 0.95],
      ] as const) {
        const trial = await store.startTrial((await store.createTrial('old', newTrial({ kind }))).id);
        await store.finishTrial(trial, { state: 'complete', accuracy });
      }
      await store.createTrial('old', newTrial());
      const [first, second] = await store.studies();
      expect(first).toMatchObject({ name: 'new', best: undefined, runner: undefined });
      expect(first!.counts.search).toEqual({ queued: 0, running: 0, complete: 0, pruned: 0, failed: 0 });
      expect(second!.best).toMatchObject({ number: 2, accuracy: 0.8, kind: 'search' });
      expect(second!.counts.search).toMatchObject({ queued: 1, complete: 3 });
      expect(second!.counts).toMatchObject({ baseline: { complete: 1 }, finalist: { complete: 1 } });
      expect([await store.summary('new'), await store.summary('old')]).toEqual([first, second]);
    });

    it('deletes a study with all that belongs to it, and nothing of others', async () => {
      const store = await make();
      for (const name of ['a', 'b']) await store.createStudy({ name, spec: null });
      const shared = { hash: 'shared', architecture: ARCHITECTURE };
      const gone = await store.createTrial('a', newTrial({ architecture: { hash: 'only-a', architecture: ARCHITECTURE } }));
      await store.createTrial('a', newTrial({ architecture: shared }));
      await store.createTrial('b', newTrial({ architecture: shared }));
      await store.deleteStudy('a');
      await expect(store.study('a')).rejects.toThrow(UnknownStudyError);
      await expect(store.metrics(gone.id)).rejects.toThrow(UnknownTrialError);
      expect(await store.architecture('only-a')).toBeUndefined();
      expect(await store.architecture('shared')).toEqual(ARCHITECTURE);
      expect((await store.events()).map(({ study }) => study)).toEqual(['b', 'b']);
      await store.createStudy({ name: 'a', spec: null });
      expect(await store.trials('a')).toEqual([]);
      expect((await store.createTrial('a', newTrial())).id).toBeGreaterThan(gone.id);
    });

    it('says which files nobody names any more when a study is deleted', async () => {
      const store = await make();
      for (const name of ['a', 'b']) {
        await store.createStudy({ name, spec: null });
        for (const paths of [
          ['a/2.bin', 'a/1.bin', `${name}/own.bin`],
          ['a/2.bin', 'a/Z.bin'],
        ]) {
          const trial = await store.startTrial((await store.createTrial(name, newTrial())).id);
          for (const path of name === 'a' ? paths : paths.slice(1)) {
            await store.addArtifact(trial, { kind: 'weights', path, sha256: SHA256, bytes: 4 });
          }
        }
      }
      expect(await store.deleteStudy('a')).toEqual(['a/2.bin', 'a/own.bin']);
      expect(await store.deleteStudy('b')).toEqual(['a/1.bin', 'a/Z.bin', 'b/own.bin']);
      await store.createStudy({ name: 'c', spec: null });
      expect(await store.deleteStudy('c')).toEqual([]);
    });

    it('does not delete a study that is being run', async () => {
      const store = await make({ host: 'here', isAlive: () => true });
      await store.createStudy({ name: 'a', spec: null });
      const lease = await store.acquireRunner('a', { pid: 5, host: 'here' });
      await expect(store.deleteStudy('a')).rejects.toThrow(StudyBusyError);
      await lease.release();
      await store.deleteStudy('a');
      expect(await store.studies()).toEqual([]);
    });

    it('refuses specs and states that JSON would change', async () => {
      const store = await make();
      await expect(store.createStudy({ name: 'a', spec: { lr: [Number.NaN] } })).rejects.toThrow('JSON numbers must be finite, got NaN');
      await expect(store.createStudy({ name: 'a', spec: { n: 1n } })).rejects.toThrow('study.spec.n: must be JSON, got "bigint"');
      await expect(store.createStudy({ name: 'a', spec: undefined })).rejects.toThrow(InvalidRecordError);
      expect(await store.studies()).toEqual([]);
    });

    it('finishes calls under way when it is closed, and refuses later ones', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const late = store.createTrial('a', newTrial());
      await store.close();
      await store.close();
      expect((await late).number).toBe(1);
      await expect(store.study('a')).rejects.toThrow(StoreUnavailableError);
      await expect(store.studies()).rejects.toThrow(`${store.url}: the store was closed; open it again`);
    });
  });
}
