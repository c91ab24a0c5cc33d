import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { SqlStore } from '../sql/sql-store.js';
import { newTrial } from '../testing/records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteDatabase } from './sqlite-database.js';

const folder = temporaryFolder();

/** A sound store with trials in every state and a content, and its connection to break things with. */
async function filled(name: string) {
  const database = await SqliteDatabase.open(join(folder, name));
  const store = new SqlStore(database);
  await store.createStudy({ name: 'a', spec: null });
  for (const state of ['complete', 'failed', 'pruned', 'running', 'queued'] as const) {
    const { id } = await store.createTrial('a', newTrial());
    if (state === 'queued') continue;
    const trial = await store.startTrial(id);
    if (state === 'complete') await store.finishTrial(trial, { state, accuracy: 0.5 });
    else if (state !== 'running') await store.finishTrial(trial, { state, reason: 'weak' });
  }
  await store.saveContent(Uint8Array.of(1, 2, 3));
  return { store, connection: database.connection };
}

describe('check', () => {
  it('finds nothing in a store that was only written by the store', async () => {
    const { store } = await filled('sound.db');
    expect(await store.check()).toEqual([]);
    await store.close();
  });

  it.each([
    ["update trials set state = 'lost' where number = 1", 'states and kinds', 'trial 1 of "a" (lost)'],
    ['update trials set accuracy = 87 where number = 1', 'accuracy from 0 to 1', 'trial 1 of "a" (complete)'],
    ['update trials set reason = null where number = 2', 'says why', 'trial 2 of "a" (failed)'],
    ['update trials set finished_at = 5 where number = 4', 'has an end when it is over', 'trial 4 of "a" (running)'],
    ["update trials set worker = 'me' where number = 5", 'was run by somebody', 'trial 5 of "a" (queued)'],
    ["update trials set parents_json = '[2,3]' where number = 3", 'earlier ones', 'trial 3 of "a" ([2,3])'],
    ['update trials set attempt = 0 where number = 4', 'running trial has started', 'trial 4 of "a" (running)'],
    ["delete from events where kind = 'trial-complete'", 'exactly one event', 'trial 1 of "a" (complete)'],
    ['update trials set number = 9 where number = 5', 'without gaps', 'study "a": 5 trials, the last is 9'],
    ["update studies set state = 'odd'", 'study has a state', 'study "a" (odd)'],
    ["update contents set content = x'00'", 'SHA-256', 'content 039058c6'],
    ['delete from studies', 'refers to exists', 'of trials refers to studies'],
  ])('finds what was done by hand: %s', async (statement, rule, found) => {
    const { store, connection } = await filled(`${rule.replaceAll(/\W/g, '-')}.db`);
    await connection.run('pragma foreign_keys = off');
    await connection.run(statement);
    const problems = await store.check();
    expect(problems.map((problem) => problem.rule).join()).toContain(rule);
    expect(problems.map((problem) => problem.found).join()).toContain(found);
    await store.close();
  });

  it('finds a damaged page', async () => {
    const { store, connection } = await filled('damaged.db');
    const [{ rootpage } = { rootpage: 0 }] = await connection.all<{ rootpage: number }>(
      "select rootpage from sqlite_master where name = 'trials_front'",
    );
    await store.close();
    const file = join(folder, 'damaged.db');
    const pageSize = readFileSync(file).readUInt16BE(16);
    writeSync(openSync(file, 'r+'), Buffer.alloc(40, 0xaa), 0, 40, (rootpage - 1) * pageSize + 12);
    const damaged = await openStore(file);
    const outcome = await damaged.check().catch((error: Error) => [{ rule: error.message, found: '' }]);
    expect(outcome.length).toBeGreaterThan(0);
    expect(outcome[0]!.rule).toMatch(/integrity_check|damaged/);
    await damaged.close();
  });
});
