import type { Architecture } from '@isoflop/blocks';
import type { ArtifactInput, JsonObject, TrialCost } from '@isoflop/results-store';

/** What is measured. */
export interface EvaluationSubject {
  readonly architecture: Architecture;
  /** The point of the search space; the factors, for a scaled baseline. */
  readonly params: JsonObject;
  readonly cost: TrialCost;
}

/** One epoch's validation result, as an evaluator reports it. */
export interface EpochReport {
  /** Counts from 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** 0 to 1. */
  readonly validationAccuracy: number;
  /** Of training, since it began. */
  readonly seconds: number;
  /** An earlier attempt at the trial trained it, and this one goes on after it. */
  readonly restored?: boolean;
}

/** What a finished evaluation measured. */
export interface Evaluation {
  /** On the validation split, 0 to 1. */
  readonly accuracy: number;
  readonly loss?: number;
  readonly seconds?: number;
  readonly imagesPerSecond?: number;
  /** Accuracy on the test split, where the context asked for it. */
  readonly testAccuracy?: number;
  /** Backend, machine and versions. */
  readonly facts: JsonObject;
  readonly artifacts: readonly ArtifactInput[];
}

export interface EvaluationContext {
  readonly seed: number;
  readonly epochs: number;
  /** Whether to read the test split, once, after the last epoch: for finalists, which validation has chosen. */
  readonly measureTest: boolean;
  /** The trial's number: names files. */
  readonly trial: number;
  readonly signal: AbortSignal;
  readonly onEpoch: (report: EpochReport) => void;
}

export interface Evaluator {
  /** Measures one candidate. Rejects with `EvaluationError` where the candidate failed, and with anything else where the study cannot go on. */
  (subject: EvaluationSubject, context: EvaluationContext): Promise<Evaluation>;
  /** A trial, or the whole study, has ended for good: what was kept to go on with it may go. */
  readonly forget?: (trial?: number) => Promise<void>;
}

/** A candidate that could not be measured: a result of the study, with its reason, not the end of it. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  constructor(
    reason: string,
    /** Last lines that the training process printed. */
    readonly logTail: string,
    readonly artifacts: readonly ArtifactInput[] = [],
    /** What was measured all the same. */
    readonly facts: JsonObject = {},
  ) {
    super(reason);
  }
}
