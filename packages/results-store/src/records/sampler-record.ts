/**
 * A part of a sampler's memory that grows with the study: what it knows of one suggestion. Only records that changed are saved again, so that saving
 * costs the same at the hundred-thousandth trial as at the first.
 */
export interface SamplerRecord {
  /** Counts from 0. */
  readonly index: number;
  /** JSON. */
  readonly record: unknown;
}
