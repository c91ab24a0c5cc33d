import type { TrialsQuery } from '../schema.js';
import type { StudyTable } from './study-table.js';

const RANGES = ['accuracy', 'macs', 'params', 'activations', 'seconds'] as const;

type Filters = Omit<TrialsQuery, 'limit' | 'offset' | 'orderBy' | 'direction'>;

/** A page of a study's trials and how many there are on all pages. */
export function selectPage(table: StudyTable, { limit, offset, orderBy, direction, ...filters }: TrialsQuery) {
  const order = table.ordered(orderBy, direction);
  const passes = filterOf(table, filters);
  if (passes === undefined) return { indices: [...order.subarray(offset, offset + limit)], total: order.length };
  const indices: number[] = [];
  let total = 0;
  for (const index of order) {
    if (!passes(index)) continue;
    if (total >= offset && indices.length < limit) indices.push(index);
    total += 1;
  }
  return { indices, total };
}

/** Undefined where every trial passes. */
function filterOf(table: StudyTable, { state, kind, ...ranges }: Filters): ((index: number) => boolean) | undefined {
  const tests: ((index: number) => boolean)[] = [];
  if (state !== undefined) tests.push((index) => state.includes(table.stateAt(index)));
  if (kind !== undefined) tests.push((index) => kind.includes(table.kindAt(index)));
  for (const name of RANGES) {
    const { [`${name}From` as const]: least, [`${name}To` as const]: most } = ranges;
    const column = table.numbers[name];
    // What has no value is in no range: comparing with NaN is false.
    if (least !== undefined) tests.push((index) => column.at(index) >= least);
    if (most !== undefined) tests.push((index) => column.at(index) <= most);
  }
  return tests.length === 0 ? undefined : (index) => tests.every((test) => test(index));
}
