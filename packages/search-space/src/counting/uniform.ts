/** Gives numbers from 0 to below 1. */
export type Uniform = () => number;

/** A whole number from 0 to below `count`. */
export function below(count: number, uniform: Uniform): number {
  return Math.floor(uniform() * count);
}

/** Shuffles in place (Fisher-Yates) and returns the list. */
export function shuffle<T>(list: T[], uniform: Uniform): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(i + 1, uniform);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}
