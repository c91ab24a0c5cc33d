import { expect, it } from 'vitest';
import { toCsv, toJson } from './table-data.js';

const table = {
  columns: ['name', 'macs'],
  rows: [
    ['a "b", c', 1_000_000],
    ['x\ny', null],
    ['', Number.NaN],
  ] as const,
};

it('quotes what would break a line or a column', () => {
  expect(toCsv(table)).toBe('name,macs\n"a ""b"", c",1000000\n"x\ny",\n,\n');
});

it('writes objects by column, and null for what is missing', () => {
  expect(JSON.parse(toJson(table))).toEqual([
    { name: 'a "b", c', macs: 1_000_000 },
    { name: 'x\ny', macs: null },
    { name: '', macs: null },
  ]);
});
