import type { Kysely } from 'kysely';
import type { Schema } from '../sql/schema.js';
import type { Tx } from '../sql/sql-database.js';

/** Writes of one transaction: enough to share its cost, few enough not to keep other processes waiting. */
const LARGEST_GROUP = 64;

interface PendingWrite {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes that were asked for while another was under way share one transaction, in their order: taking the write lock and committing cost more than a
 * transition itself. When one of a group fails, the group is rolled back and each is done again by itself, so that none feels another's failure.
 */
export class GroupCommit {
  readonly #pending: PendingWrite[] = [];
  #draining = false;

  constructor(private readonly db: Kysely<Schema>) {}

  add<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ work, resolve, reject });
      if (!this.#draining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    // Calls made in the same turn belong together.
    await Promise.resolve();
    while (this.#pending.length > 0) await this.#commit(this.#pending.splice(0, LARGEST_GROUP));
    this.#draining = false;
  }

  async #commit(group: readonly PendingWrite[]): Promise<void> {
    let begun = false;
    try {
      const results = await this.db.transaction().execute(async (tx) => {
        begun = true;
        const done: unknown[] = [];
        for (const { work } of group) done.push(await work(tx));
        return done;
      });
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as never);
    } catch (error) {
      if (begun && group.length > 1) for (const write of group) await this.#commit([write]);
      else for (const { reject } of group) reject(error);
    }
  }
}
