import type { Transaction } from 'kysely';
import type { StoreProblem } from '../records/store-problem.js';
import type { BriefQuery, TrialBrief } from '../records/trial-brief.js';
import type { Schema } from './schema.js';

export type Tx = Transaction<Schema>;

/** What the store asks of a database. The queries are the same for all; beginning, waiting and failing are not. */
export interface SqlDatabase {
  /** For people and error messages: without a password. */
  readonly url: string;
  /**
   * One transaction that writes. Writers take turns, also those of other processes, so `work` sees what the one before it left, and events get their
   * ids in the order they become visible. `work` may run more than once: it must change nothing but the database.
   */
  write<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** One transaction that reads a single state of the database. */
  read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** By number, in whatever way the driver reads many of them fastest. */
  briefs(tx: Tx, studyId: number, query: BriefQuery): Promise<TrialBrief[]>;
  /** What the database finds wrong with its own files; empty where it cannot say. */
  damage(): Promise<readonly StoreProblem[]>;
  close(): Promise<void>;
}
