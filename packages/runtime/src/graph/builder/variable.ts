import type { DType } from '../proto/graph-def.js';

/** An array that a session keeps between calls. Two sessions do not share theirs, even under one name. */
export interface GraphVariable {
  readonly name: string;
  /** -1 along the first axis where every assignment may bring another number of rows. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly trainable: boolean;
}
