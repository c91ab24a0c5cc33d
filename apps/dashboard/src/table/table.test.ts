import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialRow } from '../test-trials.js';
import { type Column, columnsOf } from './columns.js';
import { rowWindow, scrollTopFor } from './row-window.js';
import { sortingAfterClick, sortTrials } from './sort.js';

function column(key: string, trials = [trialRow()]): Column {
  const found = columnsOf(trials).find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`there is no column ${key}`);
  return found;
}

describe('columns', () => {
  it('show the parts of the configuration that differ, and no others', () => {
    const trials = [trialRow({ params: { depth: 1, kernel: 3 } }), trialRow({ number: 2, params: { depth: 2, kernel: 3, width: 0.5 } })];
    expect(
      columnsOf(trials)
        .slice(6)
        .map(({ title, numeric }) => [title, numeric]),
    ).toEqual([
      ['depth', true],
      ['width', true],
    ]);
  });

  it('take a part that is not a number as text', () => {
    const trials = [trialRow({ params: { kernel: [3, 5] } }), trialRow({ params: { kernel: [5, 5] } })];
    const kernel = column('setting:kernel', trials);
    expect([kernel.numeric, kernel.value(trials[0] ?? trialRow())]).toEqual([false, '[3,5]']);
  });
});

describe('sorting', () => {
  const trials = [0.7, null, 0.9, 0.7, null].map((accuracy, index) => trialRow({ number: index + 1, accuracy }));

  it.each([
    ['ascending', [1, 4, 3, 2, 5]],
    ['descending', [3, 1, 4, 2, 5]],
  ] as const)('puts trials without a value last and equals by number when %s', (direction, numbers) => {
    expect(sortTrials(trials, column('accuracy'), direction).map((trial) => trial.number)).toEqual(numbers);
  });

  it('shows the best first and turns round at the second click', () => {
    const first = sortingAfterClick({ key: 'number', direction: 'ascending' }, column('accuracy'));
    expect(first).toEqual({ key: 'accuracy', direction: 'descending' });
    expect(sortingAfterClick(first, column('accuracy')).direction).toBe('ascending');
    expect(sortingAfterClick(first, column('macs')).direction).toBe('ascending');
  });
});

describe('the window of rows', () => {
  const layout = fc.record({ scrollTop: fc.nat(1e6), viewHeight: fc.nat(2000), rows: fc.integer({ min: 1, max: 100_000 }) });

  it('holds every row in view and is never longer than a screen and a few rows', () => {
    fc.assert(
      fc.property(layout, ({ scrollTop, viewHeight, rows }) => {
        const { start, end } = rowWindow(scrollTop, viewHeight, 32, rows);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(rows);
        expect(end - start).toBeLessThanOrEqual(viewHeight / 32 + 26);
        const firstInView = Math.floor(scrollTop / 32);
        if (firstInView < rows) expect(start <= firstInView && firstInView < end).toBe(true);
      }),
    );
  });

  it.each([
    [0, 320, 0],
    [3, 0, 0],
    [20, 0, 352],
  ])('scrolls to row %d from %d no further than needed', (index, from, to) => {
    expect(scrollTopFor(index, from, 320, 32)).toBe(to);
  });
});
