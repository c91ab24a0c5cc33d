import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportAnswer } from '../schema.js';
import { ApiClient } from '../testing/api-client.js';
import { DashboardProcess } from '../testing/dashboard-process.js';
import { HttpClient } from '../testing/http-client.js';
import { newTrial } from '../testing/trials.js';

const ENDED = 'the server ended before it was done; start it again';

let folder: string;
let file: string;
let artifacts: string;
let server: DashboardProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-exports-'));
  file = join(folder, 'studies.db');
  artifacts = join(folder, 'artifacts');
  const store = await openStore(file);
  await store.createStudy({ name: 'a', spec: null });
  const trial = await store.startTrial((await store.createTrial('a', newTrial())).id);
  await store.finishTrial(trial, { state: 'complete', accuracy: 0.5 });
  await store.close();
});

afterEach(async () => {
  await server?.kill();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const kept = () => (existsSync(join(artifacts, '.exports')) ? readdirSync(join(artifacts, '.exports')).sort() : []);
const filesOf = (id: string) => join(artifacts, '.exports', id, 'files');

async function untilDone(get: (path: string) => Promise<unknown>, id: string) {
  for (;;) {
    const answer = exportAnswer.parse(await get(id));
    if (answer.state !== 'running') return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('an export', () => {
  it('that a server was at when it was killed has failed, says the next one, and nothing of it is left; what was done is still there', async () => {
    server = await DashboardProcess.start(file, '--artifacts', artifacts);
    let http = new HttpClient(server.url);
    const get = (id: string) => http.get(`exports/${id}`);
    const { id: whole } = await http.post('studies/a/export', { trial: 1, formats: ['json'], verify: false });
    const done = await untilDone(get, whole);
    expect([done.state, done.files.length]).toEqual(['done', 2]);
    const { id: cut } = await http.post('studies/a/export', { trial: 1 });
    expect(existsSync(filesOf(cut))).toBe(true);
    await server.kill();

    server = await DashboardProcess.start(file, '--artifacts', artifacts);
    http = new HttpClient(server.url);
    expect(exportAnswer.parse(await get(cut))).toMatchObject({ state: 'failed', error: ENDED, files: [] });
    await expect(http.bytes(`exports/${cut}/archive`)).rejects.toThrow('409');
    expect(exportAnswer.parse(await get(whole))).toEqual(done);
    expect((await http.bytes(`exports/${whole}/files/0`)).length).toBe(done.files[0]!.bytes);
    expect(existsSync(filesOf(cut))).toBe(false);
  });

  it('that a server was at when it ended in good order has failed as well; those that are done go with it', async () => {
    const open = async () => ApiClient.open({ store: await openStore(file), artifacts });
    const first = await open();
    const start = async (body: object) => (await first.write('POST', '/api/studies/a/export', body)).json().id as string;
    const whole = await start({ trial: 1, formats: ['json'], verify: false });
    await untilDone(async (id) => (await first.get(`/api/exports/${id}`)).json(), whole);
    const cut = await start({ trial: 1 });
    expect(kept()).toEqual([cut, whole].sort());
    await first.close();
    expect([kept(), existsSync(filesOf(cut))]).toEqual([[cut], false]);
    const second = await open();
    expect((await second.get(`/api/exports/${cut}`)).json()).toMatchObject({ state: 'failed', error: ENDED });
    expect((await second.get(`/api/exports/${whole}`)).status).toBe(404);
    await second.close();
    expect(kept()).toEqual([]);
  });

  it('is refused with the reason where nothing can be written', async () => {
    writeFileSync(artifacts, 'not a folder');
    const api = await ApiClient.open({ store: await openStore(file), artifacts });
    const answer = await api.write('POST', '/api/studies/a/export', { trial: 1 });
    expect([answer.status, answer.json().error]).toEqual([409, expect.stringContaining('start the server with another --artifacts')]);
    await api.close();
  });
});
