import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, STUDY_VIEWS, searchOf } from './location.js';

describe('the address of the page', () => {
  it('brings back every study, view and trial', () => {
    const place = fc.record(
      {
        study: fc.string({ minLength: 1, unit: 'grapheme' }),
        view: fc.constantFrom(...STUDY_VIEWS),
        trial: fc.integer({ min: 1, max: 1e9 }),
      },
      { requiredKeys: ['study', 'view'] },
    );
    fc.assert(
      fc.property(place, (given) => {
        expect(placeOf(searchOf(given))).toEqual(given);
      }),
    );
  });

  it.each(['?trial=3', '?study=', '?view=front', ''])('takes %j for the list of studies', (search) => {
    expect(placeOf(search)).toEqual({ view: 'studies' });
  });

  it('opens the overview where the view is none', () => {
    expect(placeOf('?study=a&view=nope')).toEqual({ study: 'a', view: 'overview' });
  });

  it.each(['0', '-1', '1.5', 'x', '1e3'])('leaves out the trial %j, which cannot be one', (trial) => {
    expect(placeOf(`?study=a&trial=${trial}`)).toEqual({ study: 'a', view: 'overview' });
  });
});
