import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { afterAll } from 'vitest';
import { apiContract, refusalContract } from './testing/api-contract.js';

const folder = mkdtempSync(join(tmpdir(), 'isoflop-api-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

apiContract('a store in memory', (options) => openStore('memory:', options));
refusalContract('a store in memory', (options) => openStore('memory:', options));
apiContract('SQLite', (options) => {
  files += 1;
  return openStore(join(folder, `${files}.db`), options);
});
