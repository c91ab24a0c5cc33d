import { join } from 'node:path';
import { afterEach } from 'vitest';
import { SqlStore } from '../sql/sql-store.js';
import type { ResultsStore } from '../store.js';
import { storeContract } from '../testing/store-contract.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteDatabase } from './sqlite-database.js';

const folder = temporaryFolder();
const open: ResultsStore[] = [];
let files = 0;

afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

storeContract('SqlStore on SQLite', async (options) => {
  files += 1;
  const store = new SqlStore(await SqliteDatabase.open(join(folder, `${files}.db`)), options);
  open.push(store);
  return store;
});
