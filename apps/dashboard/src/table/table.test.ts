import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialRow } from '../test-trials.js';
import { axesOf } from '../trials/axes.js';
import { columnsOfRows } from '../trials/make-columns.js';
import { cellText, columnsOf, sortRows } from './columns.js';
import { parseFilter } from './query.js';
import { rowWindow, scrollTopFor } from './row-window.js';

function tableOf(...rows: Parameters<typeof trialRow>[0][]) {
  const columns = columnsOfRows(rows.map((changes, index) => trialRow({ number: index + 1, ...changes })));
  const axes = axesOf(columns);
  const named = (key: string) => columnsOf(axes).find((column) => column.key === key)!;
  return { columns, axes, named, all: Int32Array.from(rows.keys()) };
}

describe('columns', () => {
  it('show the parts of the configuration that differ, those of all stages in one', () => {
    const { named, axes } = tableOf(
      { params: { 'stage1.depth': 1, 'stage2.depth': 2, kernel: 3, skip: 'yes' } },
      { params: { 'stage1.depth': 2, 'stage2.depth': 1, kernel: 3, skip: 'no', width: 0.5 } },
    );
    expect(columnsOf(axes).map(({ title }) => title)).toEqual(expect.arrayContaining(['depth', 'skip', 'width']));
    expect(columnsOf(axes).map(({ title }) => title)).not.toContain('kernel');
    expect([cellText(named('param:depth'), 1), cellText(named('param:skip'), 0), cellText(named('param:width'), 0)]).toEqual([
      '2 · 1',
      'yes',
      undefined,
    ]);
  });
});

describe('sorting', () => {
  const accuracies = [0.7, null, 0.9, 0.7, null];
  it.each([
    [false, [0, 3, 2, 1, 4]],
    [true, [2, 0, 3, 1, 4]],
  ] as const)('puts trials without a value last and equals by number (descending: %s)', (descending, rows) => {
    const { named, all } = tableOf(...accuracies.map((accuracy) => ({ accuracy })));
    expect([...sortRows(all, named('accuracy'), descending)]).toEqual(rows);
  });
});

describe('a typed filter', () => {
  const { columns, axes, all } = tableOf(
    { accuracy: 0.9, macs: 2_000_000, params: { block: 'mbconv' } },
    { accuracy: 0.8, macs: 1_000_000, params: { block: 'ds' } },
    { accuracy: null, macs: 500_000, state: 'failed', reason: 'out of memory', params: { block: 'ds' } },
  );
  const kept = (text: string) => {
    const filter = parseFilter(text, columns, axes);
    return 'problem' in filter ? filter.problem : [...all].filter(filter.test);
  };
  it.each([
    ['accuracy > 85%', [0]],
    ['macs <= 1M and accuracy >= 0.8', [1]],
    ['block = ds', [1, 2]],
    ['state != complete', [2]],
    ['memory', [2]],
    ['', [0, 1, 2]],
  ])('%j keeps rows %j', (text, rows) => {
    expect(kept(text)).toEqual(rows);
  });

  it('says which name or number it does not understand', () => {
    expect(kept('speed > 3')).toContain('“speed” is no column; there are state, kind, number, accuracy');
    expect(kept('accuracy > high')).toBe('“high” is no number; write 0.85, 85% or 2M');
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
