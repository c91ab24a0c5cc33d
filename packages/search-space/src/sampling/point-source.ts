import type { Uniform } from '../counting/uniform.js';
import type { Point } from '../pricing/priced-space.js';

/** Where points inside a budget come from. */
export interface PointSource {
  /** Whether all points inside have the same chance. */
  readonly uniform: boolean;
  /** Whether there is no point inside; undefined where only drawing can tell. */
  readonly empty: boolean | undefined;
  /** A point inside, or undefined where none was found in a bounded number of tries. */
  draw(uniform: Uniform): Point | undefined;
}
