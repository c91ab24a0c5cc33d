import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRecordError } from '../errors.js';
import { TRIAL_KINDS, TRIAL_ORDERS, TRIAL_STATES, type TrialQuery } from '../records/trial.js';
import type { ResultsStore } from '../store.js';
import { selectTrials } from '../trial-selection.js';
import { ARCHITECTURE, newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

export function trialQueryContract(make: MakeStore): void {
  /** Thirty trials in all states and kinds, with equal and missing values in every column. */
  async function filled(): Promise<ResultsStore> {
    const store = await make();
    for (const name of ['a', 'other']) await store.createStudy({ name, spec: null });
    await store.createTrial('other', newTrial());
    for (let index = 0; index < 30; index += 1) {
      const cost = { macs: (index * 7) % 5, params: (index * 3) % 11, activations: 30 - index, weightsBytes: (index % 4) * 3e9 };
      const architecture = { hash: `hash-${index % 3}`, architecture: ARCHITECTURE };
      const { id } = await store.createTrial('a', newTrial({ kind: TRIAL_KINDS[index % 3]!, cost, architecture }));
      if (index % 5 === 0) continue;
      const trial = await store.startTrial(id);
      const measures = { loss: (index * 13) % 7, ...(index % 2 === 0 && { seconds: index % 6, imagesPerSecond: index }) };
      if (index % 5 === 2) await store.finishTrial(trial, { state: 'complete', accuracy: ((index * 17) % 10) / 10, ...measures });
      if (index % 5 === 3) await store.finishTrial(trial, { state: 'failed', reason: 'x', ...measures });
      if (index % 5 === 4) await store.finishTrial(trial, { state: 'pruned', reason: 'x', accuracy: 0.1, ...measures });
    }
    return store;
  }

  const QUERY: fc.Arbitrary<TrialQuery> = fc.record(
    {
      states: fc.subarray([...TRIAL_STATES]),
      kinds: fc.subarray([...TRIAL_KINDS]),
      architectureHash: fc.constantFrom('hash-0', 'hash-1', 'none'),
      orderBy: fc.constantFrom(...TRIAL_ORDERS),
      direction: fc.constantFrom('ascending', 'descending'),
      limit: fc.nat(12),
      offset: fc.nat(12),
    },
    { requiredKeys: [] },
  );

  describe('trial queries', () => {
    it('list all trials of the study by number unless told otherwise', async () => {
      const store = await filled();
      expect((await store.trials('a')).map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
      expect(await store.trials('other')).toHaveLength(1);
    });

    it('put the best first and what has no value last, equals by number', async () => {
      const store = await filled();
      const trials = await store.trials('a', { orderBy: 'accuracy', direction: 'descending', states: ['complete', 'queued'] });
      const accuracies = trials.map(({ accuracy }) => accuracy);
      expect(accuracies).toEqual([0.9, 0.9, 0.9, 0.4, 0.4, 0.4, null, null, null, null, null, null]);
      expect(trials.slice(0, 3).map(({ number }) => number)).toEqual([8, 18, 28]);
    });

    it('agree with the plain definition for any filter, order and page', async () => {
      const store = await filled();
      const all = await store.trials('a');
      await fc.assert(
        fc.asyncProperty(QUERY, async (query) => {
          expect(await store.trials('a', query)).toEqual(selectTrials(all, query));
        }),
        { numRuns: 200, seed: 2 },
      );
    });

    it.each([{ limit: -1 }, { limit: 1.5 }, { offset: Number.NaN }])('refuse the page %j', async (page) => {
      const store = await filled();
      await expect(store.trials('a', page)).rejects.toThrow(InvalidRecordError);
    });
  });
}
