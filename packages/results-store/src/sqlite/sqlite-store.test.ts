import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { ResultsStore } from '../store.js';
import { storeContract } from '../testing/store-contract.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteStore } from './sqlite-store.js';

const folder = temporaryFolder();
const open: ResultsStore[] = [];
let files = 0;

afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

storeContract('SqliteStore', async (options) => {
  files += 1;
  const store = await SqliteStore.open(join(folder, `${files}.db`), options);
  open.push(store);
  return store;
});
