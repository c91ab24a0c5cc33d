import { afterEach, inject } from 'vitest';
import { SqlStore } from '../sql/sql-store.js';
import type { ResultsStore } from '../store.js';
import { newSchema } from '../testing/postgres-schema.js';
import { storeContract } from '../testing/store-contract.js';
import { PostgresDatabase } from './postgres-database.js';

const open: ResultsStore[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

storeContract('SqlStore on PostgreSQL', async (options) => {
  const store = new SqlStore(await PostgresDatabase.open(await newSchema(inject('postgresUrl'))), options);
  open.push(store);
  return store;
});
