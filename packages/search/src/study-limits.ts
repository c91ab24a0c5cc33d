import { flops } from '@isoflop/blocks';
import type { Trial } from '@isoflop/results-store';
import { formatQuantity } from '@isoflop/search-space';
import { StudyError } from './errors.js';
import type { StudySpec } from './study-session.js';

/** FLOPs of training on one image once: a forward pass, and twice as much backward (Kaplan et al. 2020, section 2.1). */
export function trainingFlops(macs: number, images: number): number {
  return 3 * flops(macs) * images;
}

/** Tells when a study may start no more candidates. */
export class StudyLimits {
  private readonly startedAt: number;
  private spent: number;

  /** `images` is how many one epoch trains on. Throws `StudyError` for a FLOP limit where nothing is trained. */
  constructor(
    private readonly experiment: StudySpec,
    existing: readonly Trial[],
    private readonly images: number | undefined,
    private readonly now: () => number,
  ) {
    const { evaluator, limits } = experiment;
    if (limits.trainingFlops !== undefined && images === undefined) {
      throw new StudyError(`limits.trainingFlops: needs an evaluator that trains, got ${evaluator.kind}; use limits.minutes`);
    }
    this.startedAt = now();
    this.spent = existing.reduce((sum, trial) => sum + trainingFlops(trial.cost.macs, (images ?? 0) * epochsSpent(experiment, trial)), 0);
  }

  /** An epoch of a candidate is done. */
  epoch(trial: Trial): void {
    this.spent += trainingFlops(trial.cost.macs, this.images ?? 0);
  }

  /** Which limit is reached, in words. */
  reached(): string | undefined {
    const { minutes = Number.POSITIVE_INFINITY, trainingFlops: most = Number.POSITIVE_INFINITY } = this.experiment.limits;
    if ((this.now() - this.startedAt) / 60_000 >= minutes) return `limits.minutes: ${minutes} minutes are over`;
    if (this.spent >= most) return `limits.trainingFlops: ${formatQuantity(this.spent)} of ${formatQuantity(most)} FLOPs are spent`;
    return undefined;
  }
}

/** Epochs that a trial that is over was trained for. */
function epochsSpent(experiment: StudySpec, trial: Trial): number {
  const { state, facts } = trial;
  if (state === 'pruned') return typeof facts?.epochs === 'number' ? facts.epochs : 0;
  return state === 'complete' && facts?.sameAsTrial === undefined ? epochsOf(experiment, trial) : 0;
}

/** How long a trial is trained. */
export function epochsOf({ training, finalists }: StudySpec, { kind }: Pick<Trial, 'kind'>): number {
  return kind === 'finalist' && finalists ? finalists.epochs : training.epochs;
}
