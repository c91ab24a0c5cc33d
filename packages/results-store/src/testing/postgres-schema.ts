import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** Makes an empty schema in a database. Returns the database's URL with it as the place of new tables. */
export async function newSchema(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '_')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create schema ${name}`);
  await client.end();
  const own = new URL(url);
  own.searchParams.set('options', `-c search_path=${name}`);
  return own.href;
}
