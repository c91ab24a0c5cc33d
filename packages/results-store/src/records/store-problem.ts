/** Something in a database that no version of isoflop writes. */
export interface StoreProblem {
  /** The rule that is broken, as a sentence. */
  readonly rule: string;
  /** Where, and what is there instead. */
  readonly found: string;
}
