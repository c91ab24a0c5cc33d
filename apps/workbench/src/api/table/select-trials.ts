import type { TrialsQuery } from '../schema.js';
import type { StudyTable } from './study-table.js';

const RANGES = ['accuracy', 'macs', 'params', 'activations', 'seconds'] as const;

type Filters = Omit<TrialsQuery, 'limit' | 'offset' | 'orderBy' | 'direction'>;

/** A page of a study's trials and how many there are on all pages. */
export function selectPage(table: StudyTable, { limit, offset, orderBy, direction, ...filters }: TrialsQuery) {
  const order = table.ordered(orderBy, direction);
  const tests = testsOf(table, filters);
  if (tests.length === 0) return { indices: [...order.subarray(offset, offset + limit)], total: order.length };
  const filter = table.filtered(JSON.stringify(filters), (index) => tests.every((test) => test(index)));
  return { indices: filter.page(order, offset, limit), total: filter.total };
}

function testsOf(table: StudyTable, { state, kind, ...ranges }: Filters): ((index: number) => boolean)[] {
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
  return tests;
}
