import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '@isoflop/results-store/testing/postgres';
import { expect, it, onTestFinished } from 'vitest';
import { killStudies } from '../testing/kill-studies.js';

const UNHARMED = { lost: 0, twice: 0, halfWritten: 0, problems: [] };

it('a study on SQLite whose runner is killed at random moments ends with all of its trials, each counted once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isoflop-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const report = await killStudies({ url: join(folder, 'killed.db'), kills: 3, workers: 0, trials: 60, seed: 1 });
  expect(report).toMatchObject(UNHARMED);
  expect(report.complete + report.interrupted).toBe(report.trials);
}, 240_000);

it('a study on PostgreSQL whose coordinator and workers are killed at random moments ends with all of its trials, each counted once', async () => {
  const server = await PostgresServer.create();
  onTestFinished(() => server.destroy());
  const report = await killStudies({ url: server.url, kills: 5, workers: 2, trials: 40, seed: 2 });
  expect(report).toMatchObject(UNHARMED);
  expect(report.complete + report.interrupted).toBe(report.trials);
}, 240_000);
