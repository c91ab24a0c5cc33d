import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRONT_COSTS } from '../records/trial.js';
import { selectFront } from '../trial-selection.js';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

export function frontContract(make: MakeStore): void {
  describe('fronts', () => {
    it('hold what no other beats, cheapest first, equals included, of complete trials of one kind', async () => {
      const store = await make();
      await store.createStudy({ name: 'a', spec: null });
      const { cost } = newTrial();
      for (const [kind, macs, accuracy] of [
        ['search', 30, 0.9],
        ['search', 10, 0.5],
        ['search', 20, 0.5],
        ['search', 10, 0.5],
        ['search', 10, 0.4],
        ['search', 25, 0.7],
        ['search', 40, 0.9],
        ['baseline', 1, 1],
      ] as const) {
        const trial = await store.startTrial((await store.createTrial('a', newTrial({ kind, cost: { ...cost, macs } }))).id);
        await store.finishTrial(trial, { state: 'complete', accuracy });
      }
      await store.createTrial('a', newTrial({ cost: { ...cost, macs: 0 } }));
      expect((await store.front('a')).map(({ number }) => number)).toEqual([2, 4, 6, 1]);
      expect((await store.front('a', { kind: 'baseline' })).map(({ number }) => number)).toEqual([8]);
      expect(await store.front('a', { kind: 'finalist' })).toEqual([]);
      const within = { macs: { least: 10.5, most: 29.5 }, params: { least: 0, most: Number.POSITIVE_INFINITY } };
      expect((await store.front('a', { within })).map(({ number }) => number)).toEqual([3, 6]);
    });

    it('agree with the plain definition for any trials and cost', async () => {
      const store = await make();
      const small = fc.nat(6);
      const points = fc.array(fc.record({ accuracy: small, macs: small, params: small, activations: small, weightsBytes: small }), {
        maxLength: 12,
      });
      let studies = 0;
      await fc.assert(
        fc.asyncProperty(points, async (points) => {
          studies += 1;
          const name = `study-${studies}`;
          await store.createStudy({ name, spec: null });
          for (const { accuracy, ...cost } of points) {
            const trial = await store.startTrial((await store.createTrial(name, newTrial({ cost }))).id);
            await store.finishTrial(trial, { state: 'complete', accuracy: accuracy / 6 });
          }
          const trials = await store.trials(name);
          for (const cost of FRONT_COSTS) expect(await store.front(name, { cost })).toEqual(selectFront(trials, { cost }));
        }),
        { numRuns: 20, seed: 3 },
      );
    });
  });
}
