import { type Kysely, type Migration, Migrator, type MigratorProps } from 'kysely';
import { StoreUnavailableError } from '../errors.js';
import type { Schema } from './schema.js';

export interface MigrateOptions {
  /** Where the tables are; only PostgreSQL has schemas. */
  readonly schema?: string;
  /** For error messages. */
  readonly location: string;
}

/**
 * Brings the tables up to date. Refuses other programs' databases, and those of a newer version of this one, before anything is changed in them.
 */
export async function migrate(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>>,
  { schema, location }: MigrateOptions,
): Promise<void> {
  await requireOurs(db, Object.keys(migrations), { ...(schema !== undefined && { schema }), location });
  const props: MigratorProps = { db, provider: { getMigrations: async () => ({ ...migrations }) } };
  const { error } = await new Migrator(schema === undefined ? props : { ...props, migrationTableSchema: schema }).migrateToLatest();
  if (error !== undefined) throw error;
}

async function requireOurs(db: Kysely<Schema>, known: readonly string[], { schema, location }: MigrateOptions): Promise<void> {
  const all = await db.introspection.getTables({ withInternalKyselyTables: true });
  const tables = all.filter((table) => schema === undefined || table.schema === schema).map(({ name }) => name);
  if (tables.length === 0) return;
  if (!tables.includes('kysely_migration')) {
    const some = tables.slice(0, 3).join(', ');
    const problem = `the database belongs to another program (it has the tables ${some}, …)`;
    throw new StoreUnavailableError(location, problem, 'give another path with --store');
  }
  const ran = await db.withTables<{ kysely_migration: { name: string } }>().selectFrom('kysely_migration').select('name').execute();
  const unknown = ran.map(({ name }) => name).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const problem = `the database was written by a newer isoflop (it has "${unknown.sort().join('", "')}", this version knows up to "${known.at(-1)}")`;
  throw new StoreUnavailableError(location, problem, 'update isoflop, or give another path with --store');
}
