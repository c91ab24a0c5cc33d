import { categorical, pedAnova } from 'hyperopt-js';
import { UnusableError } from '../parse.js';
import type { ImportanceAnswer } from '../schema.js';
import type { StudyTable } from '../table/study-table.js';

/** More trials than this say the same. */
const MOST_TRIALS = 5000;
const FEWEST_TRIALS = 4;
/** A trial that lacks a dimension, because it is of another branch of the space. */
const MISSING = '(none)';

/** How much each dimension matters for being among the best tenth: high accuracy, or low cost or time. Throws UnusableError for too few trials. */
export function importanceOf(table: StudyTable, metric: 'accuracy' | 'macs' | 'seconds'): ImportanceAnswer {
  const column = table.numbers[metric];
  const complete: number[] = [];
  for (let index = 0; index < table.count; index += 1) {
    const counts = table.stateAt(index) === 'complete' && table.kindAt(index) === 'search';
    if (counts && !Number.isNaN(column.at(index))) complete.push(index);
  }
  if (complete.length < FEWEST_TRIALS) {
    throw new UnusableError(
      `importance needs at least ${FEWEST_TRIALS} complete trials with ${metric}, got ${complete.length}; wait for more`,
    );
  }
  const step = Math.ceil(complete.length / MOST_TRIALS);
  const chosen = complete.filter((_, place) => place % step === 0);
  const dimensions = [...table.dimensions].filter(([, { values }]) => values.length > 1);
  const valueAt = (dimension: (typeof dimensions)[number][1], index: number) => JSON.stringify(dimension.get(index) ?? MISSING);
  const space = dimensions.map(([, dimension], place) => {
    return [`d${place}`, categorical([...new Set(chosen.map((index) => valueAt(dimension, index)))])] as const;
  });
  const trials = chosen.map((index, number) => ({
    number,
    state: 'complete' as const,
    params: Object.fromEntries(dimensions.map(([, dimension], place) => [`d${place}`, valueAt(dimension, index)])),
    values: [column.at(index)],
    reports: [],
  }));
  const direction = metric === 'accuracy' ? 'maximize' : 'minimize';
  const shares = pedAnova({ space: Object.fromEntries(space), directions: [direction], trials });
  const importance = dimensions.map(([name], place) => ({ name, value: shares[`d${place}`] ?? 0 }));
  return { metric, method: 'ped-anova', trials: complete.length, importance: importance.sort((a, b) => b.value - a.value) };
}
