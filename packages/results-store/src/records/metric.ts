export interface MetricReport {
  /** Counts from 1; 0 is before training. */
  readonly epoch: number;
  /** `loss`, `accuracy`, `val-loss`, `val-accuracy`, … */
  readonly name: string;
  readonly value: number;
  /** Wall time since the attempt started, when known. */
  readonly seconds?: number;
}

export interface Metric {
  readonly epoch: number;
  readonly name: string;
  /** Null where the reported value was not finite. */
  readonly value: number | null;
  readonly seconds: number | null;
}
