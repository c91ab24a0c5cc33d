import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, searchOf } from './location.js';

describe('the address of the page', () => {
  it('brings back every study name and trial number', () => {
    const place = fc.record(
      { study: fc.string({ minLength: 1, unit: 'grapheme' }), trial: fc.integer({ min: 1, max: 1e9 }) },
      { requiredKeys: ['study'] },
    );
    fc.assert(
      fc.property(place, (given) => {
        expect(placeOf(searchOf(given))).toEqual(given);
      }),
    );
  });

  it.each(['?trial=3', '?study=', '?other=1', ''])('takes %j for no place at all', (search) => {
    expect(placeOf(search)).toEqual({});
  });

  it.each(['0', '-1', '1.5', 'x', '1e3'])('leaves out the trial %j, which cannot be one', (trial) => {
    expect(placeOf(`?study=a&trial=${trial}`)).toEqual({ study: 'a' });
  });
});
