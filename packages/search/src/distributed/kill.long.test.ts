import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '@isoflop/results-store/testing/postgres';
import { expect, it, onTestFinished } from 'vitest';
import { killStudies } from '../testing/kill-studies.js';

const HOUR = 3_600_000;

// `npm run chaos`: 200 moments each, and what was injected and lost is printed.
it(
  '200 kills of the runner of studies on SQLite lose and double nothing',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isoflop-killed-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const report = await killStudies({ url: join(folder, 'killed.db'), kills: 200, workers: 0, trials: 100, seed: 3 });
    process.stdout.write(`SQLite, one runner: ${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ killedRunners: 200, lost: 0, twice: 0, halfWritten: 0, problems: [] });
    expect(report.complete + report.interrupted).toBe(report.trials);
  },
  HOUR,
);

it(
  '200 kills of the coordinator and three workers of studies on PostgreSQL lose and double nothing',
  async () => {
    const server = await PostgresServer.create();
    onTestFinished(() => server.destroy());
    const report = await killStudies({ url: server.url, kills: 200, workers: 3, trials: 100, seed: 4 });
    process.stdout.write(`PostgreSQL, a coordinator and three workers: ${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ lost: 0, twice: 0, halfWritten: 0, problems: [] });
    expect(report.killedRunners + report.killedWorkers).toBe(200);
    expect(report.complete + report.interrupted).toBe(report.trials);
  },
  HOUR,
);
