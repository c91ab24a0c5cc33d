import type { Observation } from '../trial.js';
import type { Pruner, PrunerContext } from './pruner.js';

/** Options of `PatientPruner`. */
export interface PatientOptions {
  /** How many reports without improvement are tolerated. */
  readonly patience: number;
  /** What counts as no improvement: the loss fell by at most this much; 0 if left out. */
  readonly tolerance?: number;
  /** The pruner that has to agree; without one lack of improvement is enough. */
  readonly inner?: Pruner;
}

/** Prunes only once the first objective has not improved for `patience` reports, and then when the other pruner agrees. */
export class PatientPruner implements Pruner {
  readonly name = 'patient';
  readonly options: object;
  readonly #patience: number;
  readonly #tolerance: number;
  readonly #inner: Pruner | undefined;

  constructor({ patience, tolerance = 0, inner }: PatientOptions) {
    if (!Number.isSafeInteger(patience) || patience < 1)
      throw new Error(`PatientPruner: patience must be a positive integer, got ${patience}; count reports`);
    [this.#patience, this.#tolerance, this.#inner] = [patience, tolerance, inner];
    this.options = { patience, tolerance, ...(inner && { inner: { name: inner.name, options: inner.options } }) };
  }

  prune(trial: Observation, context: PrunerContext): boolean {
    const losses = trial.reports.map((report) => report.losses[0]!);
    if (losses.length <= this.#patience) return false;
    const before = Math.min(...losses.slice(0, -this.#patience));
    const recent = Math.min(...losses.slice(-this.#patience));
    if (recent < before - this.#tolerance) return false;
    return this.#inner?.prune(trial, context) ?? true;
  }
}
