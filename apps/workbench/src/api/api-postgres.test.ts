import { openStore } from '@isoflop/results-store';
import { newSchema, PostgresServer } from '@isoflop/results-store/testing/postgres';
import { afterAll, beforeAll } from 'vitest';
import { apiContract } from './testing/api-contract.js';

let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await PostgresServer.create();
  url = await newSchema(server.url);
});

afterAll(() => server.destroy());

/** The tables are made once, and emptied for each test. */
apiContract('PostgreSQL', async (options) => {
  const store = await openStore(url, options);
  for (const { name } of await store.positions()) await store.deleteStudy(name);
  return store;
});
