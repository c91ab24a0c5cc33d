/**
 * What comes out of the store. What goes in is typed `unknown` or `object`, so that interfaces and inferred types fit without a cast, and is
 * checked when it is written: a property that is undefined is left out; a number that is not finite, a function or a bigint is an InvalidRecordError.
 */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}
