import { flops } from '@isoflop/blocks';
import type { Trial } from '@isoflop/results-store';
import { formatQuantity } from '@isoflop/search-space';
import { imageShares, type Recipe } from '@isoflop/training';
import { StudyError } from './errors.js';
import { recipeOf, trainingSettingsOf } from './evaluators/train-evaluator.js';
import type { StudySpec } from './study-session.js';

/** FLOPs of training on one image once: a forward pass, and twice as much backward (Kaplan et al. 2020, section 2.1). */
export function trainingFlops(macs: number, images: number): number {
  return 3 * flops(macs) * images;
}

/** How many images one epoch trains on. */
export interface EpochImages {
  /** Undefined where nothing is trained. */
  readonly trainImages?: number;
  /** Of finalists, where it is otherwise. */
  readonly finalistTrainImages?: number;
}

/** Tells when a study may start no more candidates. */
export class StudyLimits {
  private readonly startedAt: number;
  private spent: number;
  /** Of candidates and of finalists. */
  private readonly growth: readonly Recipe['progressive'][];

  /** `images` is how many one epoch trains on. Throws `StudyError` for a FLOP limit where nothing is trained. */
  constructor(
    private readonly experiment: StudySpec,
    existing: readonly Trial[],
    private readonly images: EpochImages,
    private readonly now: () => number,
  ) {
    const { evaluator, limits } = experiment;
    const isTrained = images.trainImages !== undefined;
    this.growth = [false, true].map((isFinalist) =>
      isTrained ? recipeOf(trainingSettingsOf(experiment, isFinalist)).progressive : undefined,
    );
    if (limits.trainingFlops !== undefined && !isTrained) {
      throw new StudyError(`limits.trainingFlops: needs an evaluator that trains, got ${evaluator.kind}; use limits.minutes`);
    }
    this.startedAt = now();
    this.spent = 0;
    for (const trial of existing) for (let epoch = 1; epoch <= epochsSpent(experiment, trial); epoch++) this.epoch(trial, epoch);
  }

  /** An epoch of a candidate or finalist, from 1, is done. Multiply-adds go with the area of its images. */
  epoch(trial: Trial, epoch: number): void {
    const isFinalist = trial.kind === 'finalist';
    const { trainImages = 0, finalistTrainImages = trainImages } = this.images;
    const shares = imageShares(this.growth[isFinalist ? 1 : 0], epochsOf(this.experiment, trial));
    const { share } = shares.find(({ until }) => epoch <= until) ?? { share: 1 };
    this.spent += trainingFlops(trial.cost.macs * share ** 2, isFinalist ? finalistTrainImages : trainImages);
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
