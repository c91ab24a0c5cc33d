import type { Architecture } from '@isoflop/blocks';
import type { ArtifactInput } from './artifact.js';
import type { JsonObject } from './json.js';
import type { MetricReport } from './metric.js';
import type { SamplerRecord } from './sampler-record.js';

/** `search`: suggested by the sampler. `baseline`: given for comparison. `finalist`: retrained from scratch. */
export const TRIAL_KINDS = ['search', 'baseline', 'finalist'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** queued → running → complete | pruned | failed; a queued trial may also be pruned or failed. The last three are final, but for a pruned one that is reopened. */
export const TRIAL_STATES = ['queued', 'running', 'complete', 'pruned', 'failed'] as const;
export type TrialState = (typeof TRIAL_STATES)[number];

/** Exact cost of the architecture at its own input size. All are whole numbers. */
export interface TrialCost {
  /** Multiply-adds of one image. */
  readonly macs: number;
  /** Trainable parameters. */
  readonly params: number;
  /** Elements of all convolution and dense outputs of one image. */
  readonly activations: number;
  readonly weightsBytes: number;
}

export interface NewTrial {
  readonly kind: TrialKind;
  /** What a reader calls it, such as `depth only`. */
  readonly label?: string;
  /** The number of the trial that this one measures again. */
  readonly rerunOf?: number;
  /** Numbers of the earlier trials that it was made of, each once; none unless given. */
  readonly parents?: readonly number[];
  /** The point of the search space, as JSON. */
  readonly params: object;
  /** Stored once per hash, whatever the number of trials. */
  readonly architecture: { readonly hash: string; readonly architecture: Architecture };
  /** Of weights and data order: a whole number. */
  readonly seed: number;
  readonly cost: TrialCost;
  /** The sampler after it suggested this trial, saved in the same transaction: a resumed search neither repeats nor skips a suggestion. */
  readonly samplerState?: unknown;
  /** What changed in its memory; saved as `samplerState` is. */
  readonly samplerRecords?: readonly SamplerRecord[];
}

/** Characters of process output that are kept of a trial: its end, which is where the error is. */
export const LOG_TAIL_CHARACTERS = 16_384;

/** One try at a trial. A trial that is queued again and restarted has a new attempt, and the old one can no longer write. */
export interface Attempt {
  readonly id: number;
  readonly attempt: number;
}

export interface Trial extends Attempt {
  /** Unique in the store, never used again. */
  readonly id: number;
  readonly study: string;
  /** Counts from 1 within the study, without gaps, in the order of `createTrial`. */
  readonly number: number;
  readonly kind: TrialKind;
  readonly label: string | null;
  /** The number of the trial that this one measures again; null for a candidate of its own. */
  readonly rerunOf: number | null;
  /** Numbers of the earlier trials that its candidate was made of: one where it was mutated, two where they were crossed, none where it was not bred. */
  readonly parents: readonly number[];
  readonly state: TrialState;
  /** How often it was started: 0 while it was never. */
  readonly attempt: number;
  /** Who ran the latest attempt; null where nobody did, or nobody gave a name. */
  readonly worker: string | null;
  /** How long the latest attempt was to be trained; null where it was not started, or not trained. */
  readonly plannedEpochs: number | null;
  readonly params: JsonObject;
  readonly architectureHash: string;
  readonly seed: number;
  readonly cost: TrialCost;
  /** 0 to 1, on the validation split. */
  readonly accuracy: number | null;
  readonly loss: number | null;
  /** Wall time of training. */
  readonly seconds: number | null;
  /** Training throughput. */
  readonly imagesPerSecond: number | null;
  /** Why it failed or was pruned, in one line. */
  readonly reason: string | null;
  /** The end of the training process's output: at most `LOG_TAIL_CHARACTERS`. */
  readonly logTail: string | null;
  /** Backend, machine and versions it ran on. */
  readonly facts: JsonObject | null;
  readonly createdAt: number;
  /** Of the latest attempt. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Whether these can be the parents of a trial: earlier ones, each once. */
export function areParents(parents: readonly number[], number: number): boolean {
  const earlier = parents.every((parent) => Number.isSafeInteger(parent) && parent >= 1 && parent < number);
  return earlier && new Set(parents).size === parents.length;
}

/** Measured values of a trial. A value that is not finite (a diverged loss) is stored as null. */
export interface TrialMeasures {
  readonly accuracy?: number;
  readonly loss?: number;
  readonly seconds?: number;
  readonly imagesPerSecond?: number;
  readonly logTail?: string;
  readonly facts?: object;
  /** Stored in the same transaction as the outcome. */
  readonly metrics?: readonly MetricReport[];
  readonly artifacts?: readonly ArtifactInput[];
}

export type TrialOutcome =
  | ({ readonly state: 'complete'; readonly accuracy: number } & TrialMeasures)
  | ({ readonly state: 'pruned' | 'failed'; readonly reason: string } & TrialMeasures);

/** Columns that trials can be ordered by. Trials without a value come last in both directions; equals go by number. */
export const TRIAL_ORDERS = [
  'number',
  'accuracy',
  'loss',
  'macs',
  'params',
  'activations',
  'weightsBytes',
  'seconds',
  'imagesPerSecond',
] as const;
export type TrialOrder = (typeof TRIAL_ORDERS)[number];

/** What a Pareto front keeps low while it keeps accuracy high. */
export const FRONT_COSTS = ['macs', 'params', 'activations', 'weightsBytes'] as const;
export type FrontCost = (typeof FRONT_COSTS)[number];

/** From `least` to `most`, both inclusive. */
export interface CostRange {
  readonly least: number;
  readonly most: number;
}

export interface FrontQuery {
  /** `macs` unless given. */
  readonly cost?: FrontCost;
  /** Only trials whose costs lie in these ranges; all unless given. */
  readonly within?: { readonly [K in FrontCost]?: CostRange };
  /** `search` unless given: a baseline is there to be compared with the front, and a finalist was trained for longer. */
  readonly kind?: TrialKind;
}

export interface TrialQuery {
  readonly states?: readonly TrialState[];
  readonly kinds?: readonly TrialKind[];
  readonly architectureHash?: string;
  /** `number` unless given. */
  readonly orderBy?: TrialOrder;
  /** `ascending` unless given. */
  readonly direction?: 'ascending' | 'descending';
  readonly limit?: number;
  readonly offset?: number;
}
