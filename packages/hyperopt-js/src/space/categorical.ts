import type { CategoricalParameter, CategoryValue } from './parameter.js';

/**
 * One of several unordered values (strings, finite numbers, booleans or null).
 * @throws when the list is empty, holds a value twice, or holds something else.
 */
export function categorical<const T extends CategoryValue>(choices: readonly T[]): CategoricalParameter<T> {
  if (choices.length === 0) throw new Error('categorical: needs at least one choice, got an empty list; add one or drop the parameter');
  for (const value of choices) {
    const valid = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
    if (!valid)
      throw new Error(
        `categorical: choices must be strings, finite numbers, booleans or null, got ${String(value)}; use names and map them yourself`,
      );
  }
  const twice = choices.find((value, index) => choices.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`categorical: choices must differ, got ${JSON.stringify(twice)} twice; remove one`);
  return Object.freeze({ type: 'categorical', choices: Object.freeze([...choices]) });
}
