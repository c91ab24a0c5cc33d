import { describe, expect, it } from 'vitest';
import { InvalidRecordError, UnknownTrialError } from '../errors.js';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

export function annotationContract(make: MakeStore): void {
  describe('annotations', () => {
    it('keep a note and tags of a study and of its trials, and change only what is given', async () => {
      const store = await make({ now: () => 3 });
      for (const name of ['a', 'b']) await store.createStudy({ name, spec: null });
      for (let trials = 0; trials < 2; trials += 1) await store.createTrial('a', newTrial());
      await store.annotate('a', 2, { note: '# odd\nloss' });
      expect(await store.annotate('a', 2, { tags: ['rerun', 'Odd', 'rerun'] })).toEqual({
        trial: 2,
        note: '# odd\nloss',
        tags: ['Odd', 'rerun'],
        updatedAt: 3,
      });
      await store.annotate('a', null, { tags: ['paper'] });
      await store.annotate('a', 2, { note: '' });
      expect(await store.annotations('a')).toEqual([
        { trial: null, note: '', tags: ['paper'], updatedAt: 3 },
        { trial: 2, note: '', tags: ['Odd', 'rerun'], updatedAt: 3 },
      ]);
      expect(await store.annotations('b')).toEqual([]);
      const told = (await store.events({ study: 'a' })).filter(({ kind }) => kind.endsWith('-annotated'));
      expect(told.map(({ kind, trial }) => [kind, trial])).toEqual([
        ['trial-annotated', 2],
        ['trial-annotated', 2],
        ['study-annotated', null],
        ['trial-annotated', 2],
      ]);
      await store.deleteStudy('a');
      await store.createStudy({ name: 'a', spec: null });
      expect(await store.annotations('a')).toEqual([]);
    });

    it('are refused for a trial that is not there, and for text that no database holds', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      await expect(store.annotate('a', 1, { note: 'x' })).rejects.toThrow(UnknownTrialError);
      await expect(store.annotate('a', null, { tags: [''] })).rejects.toThrow(InvalidRecordError);
      await expect(store.annotate('a', null, { note: '\u0000' })).rejects.toThrow(InvalidRecordError);
      expect(await store.annotations('a')).toEqual([]);
    });
  });
}
