import type { CompoundCoefficients, Step1Verdict } from '@isoflop/scaling';
import type { MeasuredLatency } from './latency.js';

/** One rule at one budget. */
export interface RuleResult {
  readonly rule: string;
  /** The budget, in multiples of the base's MACs. */
  readonly times: number;
  readonly depth: number;
  readonly width: number;
  readonly resolution: number;
  readonly pixels: number;
  readonly repeats: readonly number[];
  readonly channels: readonly number[];
  readonly macs: number;
  readonly params: number;
  readonly activations: number;
  /** Signed share by which the counted MACs miss the budget. */
  readonly gap: number;
  /** What closing the gap multiplied the width by. */
  readonly widthMoved: number;
  /** Accuracy after the last epoch by seed. */
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly latency: MeasuredLatency;
}

/** A triple that step 1 trained. */
export interface Step1Candidate {
  readonly triple: CompoundCoefficients;
  readonly pixels: number;
  readonly macs: number;
  /** On validation, by seed. */
  readonly validation: readonly number[];
}

/** Everything that the page is made from. */
export interface Results {
  readonly base: { readonly macs: number; readonly params: number; readonly activations: number; readonly pixels: number };
  readonly tolerance: number;
  readonly step1: Pick<Step1Verdict, 'best' | 'accuracy' | 'interval' | 'verdict'> & {
    readonly mayBeBest: number;
    readonly macs: number;
    readonly candidates: readonly Step1Candidate[];
  };
  readonly latency: { readonly rounds: number; readonly loadAverage: number };
  readonly rules: readonly RuleResult[];
}
