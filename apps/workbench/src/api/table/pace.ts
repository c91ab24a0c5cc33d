import type { StudyTable } from './study-table.js';

/** Of the trials with the highest numbers. */
const LOOKED_AT = 64;

/** Trials that end per second, by those that ended last since a time; undefined before the second one. */
export function pace(table: StudyTable, since: number): number | undefined {
  const ends: number[] = [];
  for (let index = Math.max(0, table.count - LOOKED_AT); index < table.count; index += 1) {
    const end = table.numbers.finishedAt.at(index);
    if (end >= since) ends.push(end);
  }
  const seconds = (Math.max(...ends) - Math.min(...ends)) / 1000;
  return ends.length < 2 || seconds <= 0 ? undefined : (ends.length - 1) / seconds;
}
