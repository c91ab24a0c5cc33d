import type { Point } from './space/compiled-space.js';

/** Which way an objective is better. */
export type Direction = 'minimize' | 'maximize';

/** `running` until told; `pruned` was stopped early on purpose; `failed` gave no result. */
export type TrialState = 'running' | 'complete' | 'pruned' | 'failed';

/** What `ask` hands out: evaluate `params`, then `tell`. */
export interface Trial<P> {
  readonly number: number;
  readonly params: P;
  /** Numbers of the told trials that `params` were made of: one was mutated, two were crossed. Left out where they were not made of any. */
  readonly parents?: readonly number[];
}

/** An intermediate result, one value per objective. */
export interface StepReport {
  readonly step: number;
  readonly values: readonly number[];
}

/** Everything a study knows of one trial. */
export interface TrialRecord<P> extends Trial<P> {
  readonly state: TrialState;
  /** One value per objective; only of complete trials. */
  readonly values?: readonly number[];
  /** Feasible where every one is <= 0. */
  readonly constraints?: readonly number[];
  readonly reports: readonly StepReport[];
  /** Why a trial failed, where the teller said so. */
  readonly reason?: string;
}

/** A result to tell. `state` is `complete` if left out, and then `values` must be there. */
export interface TrialResult {
  readonly values?: readonly number[];
  readonly constraints?: readonly number[];
  readonly state?: 'complete' | 'pruned' | 'failed';
  readonly reason?: string;
}

/** A trial as samplers and pruners see it: coordinates, and losses that are all to be minimised. */
export interface Observation {
  readonly number: number;
  readonly point: Point;
  state: TrialState;
  /** One per objective; empty unless complete. */
  losses: readonly number[];
  /** Sum of the positive constraints; 0 is feasible. */
  violation: number;
  constraints: readonly number[];
  readonly reports: { readonly step: number; readonly losses: readonly number[] }[];
}
