import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../errors.js';
import { SqlStore } from '../sql/sql-store.js';
import { newTrial } from '../testing/records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteConnection } from './connection.js';
import { SqliteDatabase } from './sqlite-database.js';

const folder = temporaryFolder();

/** A store with a running trial, and the connection beneath it to inject faults with. */
async function runningTrial(name: string) {
  const database = await SqliteDatabase.open(join(folder, name));
  const { connection } = database;
  const store = new SqlStore(database);
  await store.createStudy({ name: 'a', spec: null });
  const trial = await store.startTrial((await store.createTrial('a', newTrial())).id);
  return { connection, store, trial };
}

const OUTCOME = {
  state: 'complete',
  accuracy: 0.5,
  metrics: Array.from({ length: 50 }, (_, index) => ({ epoch: index, name: 'loss', value: index })),
  logTail: 'x'.repeat(16_000),
} as const;

describe('a store on an SQLite file', () => {
  it('loses nothing and leaves nothing half-written on a full disk, and goes on when there is room', async () => {
    const { connection, store, trial } = await runningTrial('full.db');
    const [{ page_count: pages } = { page_count: 0 }] = await connection.all<{ page_count: number }>('pragma page_count');
    await connection.all(`pragma max_page_count = ${pages}`);
    const events = await store.events();
    const refused = store.finishTrial(trial, OUTCOME);
    await expect(refused).rejects.toThrow(StoreUnavailableError);
    await expect(refused).rejects.toThrow(/full\.db: no space is left .*\(SQLITE_FULL\); free some space and go on with --resume/);
    expect([await store.trial('a', 1), await store.metrics(trial.id), await store.events()]).toEqual([trial, [], events]);
    await connection.all('pragma max_page_count = 100000');
    expect(await store.finishTrial(trial, OUTCOME)).toMatchObject({ state: 'complete' });
    expect(await store.metrics(trial.id)).toHaveLength(50);
    await store.close();
  });

  it('says that the database is read-only, and still reads it', async () => {
    const { connection, store, trial } = await runningTrial('read-only.db');
    await connection.run('pragma query_only = on');
    await expect(store.finishTrial(trial, OUTCOME)).rejects.toThrow(/read-only for this user \(SQLITE_READONLY\); make it writable/);
    expect(await store.trial('a', 1)).toEqual(trial);
    await store.close();
  });

  it('waits for another writer, and says so when it waited in vain', async () => {
    const { connection, store, trial } = await runningTrial('locked.db');
    const other = await SqliteConnection.open(join(folder, 'locked.db'));
    await other.run('begin immediate');
    connection.busySeconds = 0.02;
    await expect(store.finishTrial(trial, OUTCOME)).rejects.toThrow(/another program has kept the database locked .*\(SQLITE_BUSY\)/);
    expect(await store.trial('a', 1)).toEqual(trial);
    connection.busySeconds = 10;
    const waiting = store.finishTrial(trial, OUTCOME);
    await other.run('commit');
    expect(await waiting).toMatchObject({ state: 'complete' });
    await other.close();
    await store.close();
  });

  it('refuses a database of a newer version and does not touch it', async () => {
    const { connection, store } = await runningTrial('newer.db');
    await connection.run("insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')");
    await store.close();
    await expect(SqliteDatabase.open(join(folder, 'newer.db'))).rejects.toThrow(
      /newer\.db: the database was written by a newer isoflop \(it has "9999-later", this version knows up to "\d{4}-[a-z-]+"\); update isoflop/,
    );
  });

  it("refuses another program's database and does not touch it", async () => {
    const file = join(folder, 'other-program.db');
    const other = await SqliteConnection.open(file);
    await other.run('create table bookmarks (url text)');
    await expect(SqliteDatabase.open(file)).rejects.toThrow(
      'belongs to another program (it has the tables bookmarks, …); give another path',
    );
    expect(await other.all("select name from sqlite_master where type = 'table'")).toEqual([{ name: 'bookmarks' }]);
    await other.close();
  });

  it('writes a log ahead and checks foreign keys', async () => {
    const { connection, store } = await runningTrial('settings.db');
    const settings = await Promise.all(['journal_mode', 'foreign_keys'].map((name) => connection.all(`pragma ${name}`)));
    expect(settings).toEqual([[{ journal_mode: 'wal' }], [{ foreign_keys: 1 }]]);
    await store.close();
  });
});
