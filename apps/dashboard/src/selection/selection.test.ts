import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialRow } from '../test-trials.js';
import { axesOf } from '../trials/axes.js';
import { columnsOfRows } from '../trials/make-columns.js';
import { maskOf, rowsOf, type Selection, withRange } from './selection.js';
import { selectionOf, writeSelection } from './selection-address.js';

const columns = columnsOfRows([
  trialRow({ number: 1, macs: 1_000_000, accuracy: 0.7 }),
  trialRow({ number: 2, macs: 2_000_000, accuracy: 0.8 }),
  trialRow({ number: 3, macs: 4_000_000, accuracy: 0.9 }),
  trialRow({ number: 4, macs: 8_000_000, accuracy: null, state: 'failed' }),
  trialRow({ number: 5, macs: 5_000_000, accuracy: 0.8 }),
]);
const axes = axesOf(columns);
const chosen = (selection: Partial<Selection>) =>
  [...rowsOf(maskOf({ ranges: {}, ...selection }, columns, axes), columns.count)].map((row) => row + 1);

describe('a selection', () => {
  it('is all trials where nothing is said', () => {
    expect(maskOf({ ranges: {} }, columns, axes)).toBeUndefined();
    expect(chosen({})).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps what is in every range, ends included, and no trial without a value', () => {
    expect(chosen({ ranges: { macs: [1_000_000, 4_000_000], accuracy: [0.8, 1] } })).toEqual([2, 3]);
    expect(chosen({ ranges: { accuracy: [0, 1] } })).toEqual([1, 2, 3, 5]);
    expect(chosen({ ranges: { macs: [2e6, 9e6] }, trials: [2, 4, 99] })).toEqual([2, 4]);
    expect(chosen(withRange({ ranges: { macs: [0, 1] } }, 'macs', undefined))).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps what lies in a loop, on the scale it was drawn on', () => {
    // At 0.8 the slanted edge is at 5.5M on a linear axis and at 4.3M on a logarithmic one; trial 5 lies between.
    const points = [
      [1_000_000, 0.65],
      [7_000_000, 0.85],
      [1_000_000, 0.85],
    ] as const;
    const lasso = { x: 'macs', y: 'accuracy', points };
    expect(chosen({ lasso: { ...lasso, xLog: true } })).toEqual([1, 2]);
    expect(chosen({ lasso: { ...lasso, xLog: false } })).toEqual([1, 2, 5]);
    expect(
      chosen({
        lasso: {
          ...lasso,
          xLog: false,
          points: [
            [900_000, 0.6],
            [900_000, 0.95],
            [5_000_000, 0.95],
            [5_000_000, 0.88],
          ],
        },
      }),
    ).toEqual([1, 2, 3]);
    expect(chosen({ lasso: { ...lasso, xLog: false, x: 'nothing' } })).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('the address', () => {
  const number = fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100);
  const range = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const selection = fc.record(
    {
      ranges: fc.dictionary(fc.constantFrom('macs', 'accuracy', 'param:stage1.kernel'), range),
      lasso: fc.record({
        x: fc.constantFrom('macs', 'params'),
        y: fc.constant('accuracy'),
        xLog: fc.boolean(),
        points: fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 8 }),
      }),
      trials: fc
        .uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 })
        .map((list) => list.sort((a, b) => a - b)),
    },
    { requiredKeys: ['ranges'] },
  );
  it('brings back every selection and leaves other parameters alone', () => {
    fc.assert(
      fc.property(selection, (given) => {
        const parameters = new URLSearchParams('study=a&range.old=1~2&trials=9');
        writeSelection(parameters, given);
        expect(selectionOf(new URLSearchParams(parameters.toString()))).toEqual({ ...given, ranges: { ...given.ranges } });
        expect(parameters.get('study')).toBe('a');
      }),
    );
  });

  it.each(['range.macs=5~1', 'range.macs=a~b', 'range.macs=1', 'lasso=macs~accuracy~log~1,2', 'trials='])(
    'takes %j for no selection that could be meant',
    (search) => {
      const { ranges, lasso, trials = [] } = selectionOf(new URLSearchParams(search));
      expect([Object.keys(ranges), lasso, trials]).toEqual([[], undefined, []]);
    },
  );
});
