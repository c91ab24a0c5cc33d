import type { CompiledSpace } from '../../space/compiled-space.js';

/** How hard to look. */
export interface SearchEffort {
  /** Whether every point of the space is looked at, and nothing else is needed. */
  readonly every: boolean;
  /** Candidates drawn at random over the space. */
  readonly random: number;
  /** Candidates near each of the incumbents. */
  readonly near: number;
  /** Candidates that are climbed from. */
  readonly starts: number;
  /** Gradient steps per climb. */
  readonly steps: number;
}

/** Multiplications that looking at every point may take. */
const WORK = 2.5e8;
const MOST_POINTS = 50_000;
/** As many where objectives are known, which may take their time to compute. */
const MOST_KNOWN = 10_000;

/** Less looking as each look gets dearer: a prediction from `rows` costs their square. */
export function effortOf(rows: number, { cardinality, dimensions }: CompiledSpace, known: boolean): SearchEffort {
  const share = Math.min(1, 100 / rows);
  const look = rows * (rows / 2 + 4 * dimensions.length);
  return {
    every: cardinality <= Math.min(known ? MOST_KNOWN : MOST_POINTS, WORK / look),
    random: Math.round(80 + 70 * share),
    near: Math.round(8 + 12 * share),
    starts: Math.round(2 + share),
    steps: Math.round(10 + 10 * share),
  };
}
