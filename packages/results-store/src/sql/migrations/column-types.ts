import { type ColumnDefinitionBuilder, type RawBuilder, sql } from 'kysely';

/** What the two databases call the same kind of column. */
export interface ColumnTypes {
  /** Makes a `whole` column the primary key that counts by itself and never gives a number twice. */
  readonly identity: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** A whole number of up to 8 bytes. */
  readonly whole: 'integer' | 'bigint';
  /** Text that sorts by its bytes, whatever the language of the database. */
  readonly byteText: 'text' | RawBuilder<unknown>;
  readonly bytes: 'blob' | 'bytea';
}

export const SQLITE_COLUMNS: ColumnTypes = {
  identity: (column) => column.primaryKey().autoIncrement(),
  whole: 'integer',
  byteText: 'text',
  bytes: 'blob',
};

export const POSTGRES_COLUMNS: ColumnTypes = {
  identity: (column) => column.generatedAlwaysAsIdentity().primaryKey(),
  whole: 'bigint',
  byteText: sql`text collate "C"`,
  bytes: 'bytea',
};
