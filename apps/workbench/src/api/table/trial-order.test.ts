import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TrialOrder } from './trial-order.js';

const key = fc.oneof(fc.nat(5), fc.constant(Number.NaN));

it('is what sorting anew would give, whatever was changed and added in between', () => {
  const start = fc.array(key, { minLength: 200, maxLength: 300 });
  const change = fc.record({ place: fc.nat(320), key });
  fc.assert(
    fc.property(start, fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), fc.boolean(), (keys, rounds, ascending) => {
      const order = new TrialOrder((index) => keys[index]!, ascending ? 1 : -1);
      for (const round of [[], ...rounds]) {
        for (const { place, key: next } of round) {
          const index = Math.min(place, keys.length);
          order.touch(index);
          keys[index] = next;
        }
        const sign = ascending ? 1 : -1;
        const rank = (index: number) => (Number.isNaN(keys[index]) ? Number.POSITIVE_INFINITY : sign * keys[index]!);
        const expected = [...keys.keys()].sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
        expect([...order.indices(keys.length)]).toEqual(expected);
      }
    }),
    { numRuns: 200, seed: 8 },
  );
});
