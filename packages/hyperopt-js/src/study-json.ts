import type { Space } from './space/parameter.js';
import type { Direction, TrialRecord } from './trial.js';

/** A saved study: plain JSON, continued by `Study.fromJSON` to the bit. Functions are not saved and must be given again. */
export interface StudyJSON {
  readonly schema: 'hyperopt-js/1';
  readonly space: Space;
  readonly directions: readonly Direction[];
  readonly trials?: number;
  readonly sampler: { readonly name: string; readonly options: object; readonly state?: unknown };
  readonly pruner?: { readonly name: string; readonly options: object };
  /** State of the random stream. */
  readonly rng: readonly number[];
  readonly records: readonly TrialRecord<object>[];
  /** Trial numbers in the order told. */
  readonly told: readonly number[];
  /** Numbers of the enqueued trials that were not asked for yet, next first. */
  readonly queue: readonly number[];
  /** Which functions the study had. */
  readonly functions: {
    readonly feasible: boolean;
    readonly draw: boolean;
    readonly vary: boolean;
    readonly known: readonly number[];
  };
}
