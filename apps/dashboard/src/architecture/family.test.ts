import { expect, it } from 'vitest';
import { trialRow } from '../test-trials.js';
import { columnsOfRows } from '../trials/make-columns.js';
import { changesFrom, familyOf } from './family.js';

/** 1 and 2 were drawn, 3 was crossed of both, 4 and 5 were mutated from 3, 6 from 4, 7 from 1 alone. */
const PARENTS: Readonly<Record<number, readonly number[]>> = { 1: [], 2: [], 3: [1, 2], 4: [3], 5: [3], 6: [4], 7: [1] };
const columns = columnsOfRows(
  Object.entries(PARENTS).map(([number, parents]) =>
    trialRow({
      number: Number(number),
      parents: [...parents],
      accuracy: Number(number) / 10,
      params: { width: Number(number) % 3, block: 'ds' },
    }),
  ),
);
const numbered = (row: number) => {
  const { members, edges, leftOut } = familyOf(columns, row - 1);
  return {
    members: Object.fromEntries(members.map((member) => [member.row + 1, member.generation])),
    edges: edges.map(([parent, child]) => `${parent + 1}>${child + 1}`),
    leftOut,
  };
};

it('a family is the ancestors and descendants of a trial, and neither their other children nor their other parents', () => {
  expect(numbered(3)).toEqual({
    members: { 1: -1, 2: -1, 3: 0, 4: 1, 5: 1, 6: 2 },
    edges: ['1>3', '2>3', '3>5', '3>4', '4>6'],
    leftOut: 0,
  });
  expect(numbered(6)).toEqual({ members: { 1: -3, 2: -3, 3: -2, 4: -1, 6: 0 }, edges: ['1>3', '2>3', '3>4', '4>6'], leftOut: 0 });
  expect(numbered(7).members).toEqual({ 1: -1, 7: 0 });
});

it('of a large family the nearest are shown, the most accurate first, and the rest is counted', () => {
  const many = columnsOfRows(
    Array.from({ length: 60 }, (_, i) => trialRow({ number: i + 1, parents: i === 0 ? [] : [1], accuracy: ((i * 7) % 60) / 60 })),
  );
  const { members, leftOut } = familyOf(many, 0);
  expect([members.length + leftOut, leftOut > 0]).toEqual([60, true]);
  const shown = members.slice(1).map(({ row }) => many.measures.accuracy[row]!);
  expect(Math.min(...shown)).toBeGreaterThanOrEqual(
    Math.max(...Array.from(many.measures.accuracy).filter((_, row) => row > 0 && !members.some((member) => member.row === row))),
  );
});

it('changes are told with their values, and what is the same is not', () => {
  expect(changesFrom(columns, 2, 3)).toEqual(['width 0 to 1']);
  expect(changesFrom(columns, 3, 6)).toEqual([]);
});
