import { Kysely, sql } from 'kysely';
import { expect, it } from 'vitest';
import { SqliteConnection } from './connection.js';
import { Sqlite3Dialect } from './dialect.js';

interface Words {
  words: { id: number; word: string };
}

async function database(): Promise<{ connection: SqliteConnection; db: Kysely<Words> }> {
  const connection = await SqliteConnection.open(':memory:');
  await connection.run('create table words (id integer primary key, word text not null unique)');
  return { connection, db: new Kysely<Words>({ dialect: new Sqlite3Dialect(connection) }) };
}

it('the dialect gives rows, ids and counts as kysely expects them', async () => {
  const { db } = await database();
  const inserted = await db.insertInto('words').values({ id: 5, word: 'a' }).executeTakeFirstOrThrow();
  expect(inserted.insertId).toBe(5n);
  expect(await db.insertInto('words').values({ id: 6, word: 'b' }).returning('id').execute()).toEqual([{ id: 6 }]);
  expect((await db.updateTable('words').set({ word: sql`word || 'x'` }).executeTakeFirstOrThrow()).numUpdatedRows).toBe(2n);
  expect((await sql<{ word: string }>`select word from words order by id`.execute(db)).rows).toEqual([{ word: 'ax' }, { word: 'bx' }]);
  await db.destroy();
});

it('the dialect rolls back what a failed transaction wrote, and the next one waits for its turn', async () => {
  const { db } = await database();
  const failing = db.transaction().execute(async (tx) => {
    await tx.insertInto('words').values({ id: 1, word: 'a' }).execute();
    throw new Error('changed my mind');
  });
  const next = db.transaction().execute((tx) => tx.insertInto('words').values({ id: 1, word: 'b' }).execute());
  await expect(failing).rejects.toThrow('changed my mind');
  await next;
  expect(await db.selectFrom('words').selectAll().execute()).toEqual([{ id: 1, word: 'b' }]);
  await db.destroy();
});

it('the dialect reports the first error when SQLite has rolled back by itself', async () => {
  const { connection, db } = await database();
  const failing = db.transaction().execute(async () => {
    await connection.run('rollback');
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  await db.destroy();
});
