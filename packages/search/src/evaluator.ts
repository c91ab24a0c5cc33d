import type { Architecture } from '@isoflop/blocks';
import type { ArtifactInput, JsonObject } from '@isoflop/results-store';

/** One epoch's validation result, as an evaluator reports it. */
export interface EpochReport {
  /** Counts from 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** 0 to 1. */
  readonly validationAccuracy: number;
  /** Since training began. */
  readonly seconds: number;
}

/** What a finished evaluation measured. */
export interface Evaluation {
  /** On the validation split, 0 to 1. */
  readonly accuracy: number;
  readonly loss: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** Backend, machine and versions. */
  readonly facts: JsonObject;
  readonly artifacts: readonly ArtifactInput[];
}

export interface EvaluationContext {
  readonly seed: number;
  /** The trial's number and attempt: names files. */
  readonly trial: number;
  readonly signal: AbortSignal;
  readonly onEpoch: (report: EpochReport) => void;
}

/** Measures one candidate. Rejects with `EvaluationError` where the candidate failed, and with anything else where the study cannot go on. */
export type Evaluator = (architecture: Architecture, context: EvaluationContext) => Promise<Evaluation>;

/** A candidate that could not be measured: a result of the study, with its reason, not the end of it. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  constructor(
    reason: string,
    /** Last lines that the training process printed. */
    readonly logTail: string,
  ) {
    super(reason);
  }
}
