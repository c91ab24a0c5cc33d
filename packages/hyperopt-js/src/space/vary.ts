import type { ParamsOf, Space } from './parameter.js';

/**
 * Makes points from others, for samplers that breed. Each takes as many uniform numbers in [0, 1) as it needs. Parents are points of the
 * space; one that came by `add` may break `feasible`.
 */
export interface Vary<S extends Space> {
  /** The params of a point near another. */
  mutate(params: ParamsOf<S>, uniform: () => number): ParamsOf<S>;
  /** The params of a point between two that differ. */
  cross(a: ParamsOf<S>, b: ParamsOf<S>, uniform: () => number): ParamsOf<S>;
}
