import type { Pruner } from './pruners/pruner.js';
import type { Sampler } from './samplers/sampler.js';
import type { ParamsOf, Space } from './space/parameter.js';
import type { Vary } from './space/vary.js';
import type { Direction } from './trial.js';

/** A cheap test before evaluation. */
export type Feasible<S extends Space> = (params: ParamsOf<S>) => boolean;

/** Objectives, by index, that are computed from the params alone (a network's MACs), in the user's units and direction. */
export type Known<S extends Space> = { readonly [objective: number]: (params: ParamsOf<S>) => number };

/** Makes the params of one random point from uniform numbers in [0, 1), of which it takes as many as it needs. */
export type Draw<S extends Space> = (uniform: () => number) => ParamsOf<S>;

/** What a study is made of. */
export interface StudyOptions<S extends Space> {
  readonly space: S;
  /** One per objective; `['minimize']` if left out. */
  readonly directions?: readonly Direction[];
  /** `'auto'` if left out: picks by budget, size of the space, objectives and data. */
  readonly sampler?: Sampler | 'auto';
  /** Never prunes if left out. */
  readonly pruner?: Pruner;
  /** 0 if left out. */
  readonly seed?: number;
  /** The planned number of trials, where it is known. */
  readonly trials?: number;
  /** `ask` never returns a point for which this is false. */
  readonly feasible?: Feasible<S>;
  readonly known?: Known<S>;
  /**
   * Gives the samplers their random points, where drawing each parameter by itself would seldom meet `feasible`. It should reach every
   * feasible point, with chances as even as can be, and its only source of chance must be `uniform`.
   */
  readonly draw?: Draw<S>;
  /**
   * Mutation and crossover of the evolution, NSGA-II and NSGA-III samplers, in place of their own, whose children would seldom meet
   * `feasible`. What it gives should meet it, and its only source of chance must be `uniform`.
   */
  readonly vary?: Vary<S>;
}
