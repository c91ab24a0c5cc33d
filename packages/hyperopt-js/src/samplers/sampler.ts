import type { Rng } from '../rng.js';
import type { CompiledSpace, Point } from '../space/compiled-space.js';
import type { Observation } from '../trial.js';

/** What a study shows to its sampler. The lists grow; a sampler reads them and never changes them. */
export interface SamplerContext {
  readonly space: CompiledSpace;
  readonly objectives: number;
  /** Every finished trial, in the order told. */
  readonly finished: readonly Observation[];
  /** Trials asked for and not told yet. */
  readonly running: ReadonlyMap<number, Observation>;
  /** The study's random stream; the only source of chance a sampler may use. */
  readonly rng: Rng;
  /** The planned number of trials, where it is known. */
  readonly trials: number | undefined;
  /** For each objective its loss without evaluation, where the study knows it. */
  readonly known: readonly (((point: readonly number[]) => number) | undefined)[];
  /** Whether a normalised point may be asked: feasible, and not asked before where the space is finite. */
  accepts(point: readonly number[]): boolean;
}

/** One study's sampling: `suggest` gives the next point; `state` is what must be saved beyond the context. */
export interface SamplerRun {
  /**
   * The next point, normalised. A point that `accepts` refuses is allowed: the study asks again a bounded number of
   * times and then takes a random point, so a sampler need not loop by itself.
   */
  suggest(): Point;
  /** Numbers of the finished trials that a point from `suggest` was made of, each once. Left out by samplers that make points of no others. */
  parentsOf?(point: Point): readonly number[];
  /** JSON from which `start` continues to the bit, given the same context. Left out where the context says all. */
  state?(): unknown;
  /** Why the last suggestion was made as it was, in words. */
  reason?(): string;
}

/** A sampling method and its options; `start` may be called for any number of studies. */
export interface Sampler {
  readonly name: string;
  /** Plain JSON from which the sampler can be made again. */
  readonly options: object;
  /** A seed of its own, which goes before the study's. */
  readonly seed?: number | undefined;
  start(context: SamplerContext, state?: unknown): SamplerRun;
}
