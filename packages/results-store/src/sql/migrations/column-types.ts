import { type ColumnDefinitionBuilder, type Expression, type RawBuilder, sql } from 'kysely';

/** What the two databases call the same kind of column. */
export interface ColumnTypes {
  /** Makes a `whole` column the primary key that counts by itself and never gives a number twice. */
  readonly identity: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** A whole number of up to 8 bytes. */
  readonly whole: 'integer' | 'bigint';
  /** Text that sorts by its bytes, whatever the language of the database. */
  readonly byteText: 'text' | (Expression<unknown> & RawBuilder<unknown>);
}

export const SQLITE_COLUMNS: ColumnTypes = {
  identity: (column) => column.primaryKey().autoIncrement(),
  whole: 'integer',
  byteText: 'text',
};

export const POSTGRES_COLUMNS: ColumnTypes = {
  identity: (column) => column.generatedAlwaysAsIdentity().primaryKey(),
  whole: 'bigint',
  byteText: sql`text collate "C"`,
};
