import { randomUUID } from 'node:crypto';
import { type Kysely, type Migration, sql } from 'kysely';
import type { Schema } from '../sql/schema.js';
import type { Tx } from '../sql/sql-database.js';

/** After `0002-large-studies`; SQLite has no use for it. */
export const WRITE_MARKS: Readonly<Record<string, Migration>> = {
  '0002-write-marks': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table write_marks (
        writer text primary key, write_number bigint not null, at timestamptz not null default now()
      )`.execute(db);
    },
  },
};

const LOCK = sql`pg_advisory_xact_lock(hashtext('isoflop results store ' || current_schema()))`;

/**
 * Each write of a process leaves its number, in the same transaction. When a connection breaks during a commit, the number tells afterwards whether the commit
 * was made. (The server's own transaction numbers cannot: after a crash it gives those of commits that it lost to others.)
 */
export class WriteMarks {
  readonly #writer = randomUUID();
  #last = 0;

  constructor(private readonly db: Kysely<Schema>) {}

  /** Waits for the write lock of the store, which ends with the transaction. Returns the number of this write. */
  async takeTurn(tx: Tx): Promise<number> {
    this.#last += 1;
    await sql`with mark as (
      insert into write_marks (writer, write_number) values (${this.#writer}, ${this.#last})
      on conflict (writer) do update set write_number = excluded.write_number, at = now()
    ) select ${LOCK}`.execute(tx);
    return this.#last;
  }

  /** Waits until the server has ended the transaction, which may take it a while when the network was cut. */
  wasCommitted(write: number): Promise<boolean> {
    return this.db.transaction().execute(async (tx) => {
      await sql`select ${LOCK}`.execute(tx);
      const { rows } = await sql<{ found: boolean }>`
        select exists (select from write_marks where writer = ${this.#writer} and write_number = ${write}) as found
      `.execute(tx);
      return rows[0]!.found;
    });
  }

  /** Marks of processes that ended long ago. */
  async dropOld(): Promise<void> {
    await sql`delete from write_marks where at < now() - interval '7 days'`.execute(this.db);
  }
}
