import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { listStream, studyStream } from '../schema.js';
import { createServer, type DashboardServer } from '../server.js';
import { DashboardProcess } from '../testing/dashboard-process.js';
import { SseClient, type StreamEvent } from '../testing/sse-client.js';
import { newTrial } from '../testing/trials.js';

let folder: string;
let file: string;
let store: ResultsStore;
let server: DashboardServer;
let processes: DashboardProcess[];
let open: { readonly path: string; readonly client: SseClient }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-stream-'));
  file = join(folder, 'studies.db');
  store = await openStore(file);
  server = await createServer({ store });
  open = [];
  processes = [];
  await store.createStudy({ name: 'a', spec: { search: { trials: 3 } } });
});

afterEach(async () => {
  for (const process of processes) await process.kill();
  for (const { path, client } of open) {
    client.close();
    const schemas: Readonly<Record<string, z.ZodType>> = path.startsWith('stream') ? listStream : studyStream;
    for (const { event, data } of client.events) schemas[event]!.parse(data);
  }
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function startProcess(): Promise<DashboardProcess> {
  const process = await DashboardProcess.start(file);
  processes.push(process);
  return process;
}

async function listen(path: string, lastEventId?: number, url = server.url): Promise<SseClient> {
  const client = await SseClient.open(`${url}/api/${path}`, lastEventId);
  open.push({ path, client });
  return client;
}

/** What the history says, in the order in which the client was told. */
const told = (events: readonly StreamEvent[]) => events.filter(({ event }) => event === 'change').flatMap(({ data }) => data.events ?? []);
const kinds = (events: readonly StreamEvent[]) => told(events).map(({ kind }) => kind);

async function trainOne(accuracy: number): Promise<void> {
  const trial = await store.startTrial((await store.createTrial('a', newTrial())).id);
  await store.finishTrial(trial, { state: 'complete', accuracy });
}

describe('the stream of a study', () => {
  it('tells what happens from now on, with the trials and the study as they are then', async () => {
    const client = await listen('studies/a/stream');
    await trainOne(0.5);
    await client.until((events) => kinds(events).includes('trial-complete'));
    expect(kinds(client.events)).toEqual(['trial-created', 'trial-started', 'trial-complete']);
    const { data, id } = client.events.findLast(({ event }) => event === 'change')!;
    expect(data.trials).toMatchObject([{ number: 1, state: 'complete', accuracy: 0.5 }]);
    expect(data.study).toMatchObject({ name: 'a', counts: { search: { complete: 1 } }, best: { number: 1 }, frontSize: 1 });
    expect(id).toBe((await store.events()).at(-1)!.id);
  });

  it('tells what happened since the cursor of an answer', async () => {
    const answer = await (await fetch(`${server.url}/api/studies/a/trials`)).json();
    await trainOne(0.5);
    const client = await listen(`studies/a/stream?after=${(answer as { cursor: number }).cursor}`);
    await client.until((events) => kinds(events).length >= 3);
    expect(kinds(client.events)).toEqual(['trial-created', 'trial-started', 'trial-complete']);
  });

  it('goes on for each of many listeners where that one was', async () => {
    await trainOne(0.5);
    const all = await store.events({ study: 'a' });
    const clients = await Promise.all(all.map(({ id }) => listen('studies/a/stream?after=0', id)));
    await trainOne(0.6);
    const expected = await store.events({ study: 'a' });
    for (const [index, client] of clients.entries()) {
      await client.until((events) => told(events).length >= expected.length - index - 1);
      expect(told(client.events).map(({ id }) => id)).toEqual(expected.slice(index + 1).map(({ id }) => id));
    }
  });

  it('tells notes of trials, and the curves of trials that run', async () => {
    const trial = await store.startTrial((await store.createTrial('a', newTrial())).id);
    const report = (epoch: number) => store.reportMetrics(trial, [{ epoch, name: 'val-accuracy', value: epoch / 10 }]);
    await report(1);
    const client = await listen('studies/a/stream');
    const points = (events: readonly StreamEvent[]) =>
      events.flatMap(({ event, data }) => (event === 'curves' ? data.curves[0].metrics.map(({ epoch }: { epoch: number }) => epoch) : []));
    await client.until((events) => points(events).length > 0);
    await report(2);
    await client.until((events) => points(events).length > 1);
    await store.annotate('a', 1, { tags: ['odd'] });
    await client.until((events) => kinds(events).includes('trial-annotated'));
    expect(points(client.events)).toEqual([1, 2]);
  });

  it('tells that the process of the study died, though nobody wrote that down', async () => {
    let alive = true;
    const watched = await openStore(file, { isAlive: () => alive });
    const other = await createServer({ store: watched });
    await store.acquireRunner('a', { pid: 1, host: (await import('node:os')).hostname() });
    const client = await listen('studies/a/stream?after=0', undefined, other.url);
    await client.until((events) => kinds(events).includes('runner-acquired'));
    expect(client.events.findLast(({ event }) => event === 'change')!.data.study.runner.alive).toBe(true);
    alive = false;
    await client.until((events) => events.some(({ event }) => event === 'study'));
    expect(client.events.at(-1)!.data.study.runner.alive).toBe(false);
    await other.close();
    await watched.close();
  });

  it('says when everything must be read again: what was seen is of another store, or of another study of that name', async () => {
    const stranger = await listen('studies/a/stream', 1_000_000);
    await stranger.until((events) => events.some(({ event }) => event === 'reset'));
    expect(stranger.events[0]).toMatchObject({ event: 'reset', id: (await store.events()).at(-1)!.id });
    const client = await listen('studies/a/stream');
    const cursor = (await store.events()).at(-1)!.id;
    await store.deleteStudy('a');
    await client.ended;
    await store.createStudy({ name: 'a', spec: null });
    const again = await listen('studies/a/stream', cursor);
    await again.until((events) => events.some(({ event }) => event === 'reset'));
  });

  it('is none for a study that is not there', async () => {
    await expect(listen('studies/none/stream')).rejects.toThrow('404');
  });
});

describe('the stream of the list', () => {
  it('tells new lines, changed ones and lost ones, and no others', async () => {
    await store.createStudy({ name: 'quiet', spec: null });
    const client = await listen('stream');
    await store.createStudy({ name: 'new', spec: null });
    const names = (events: readonly StreamEvent[]) =>
      events.flatMap(({ event, data }) =>
        event === 'change' ? data.studies.map(({ name }: { name: string }) => name) : [`${data.name} ${event}`],
      );
    await client.until((events) => events.length >= 1);
    await trainOne(0.5);
    await client.until((events) => names(events).includes('a'));
    await store.deleteStudy('quiet');
    await client.until((events) => names(events).includes('quiet gone'));
    expect([...new Set(names(client.events))]).toEqual(['new', 'a', 'quiet gone']);
  });
});

describe('a server that is killed in the middle of a stream', () => {
  it('is followed by one that goes on after the last event that was received: none is lost and none told twice', async () => {
    const first = await startProcess();
    const before = await listen('studies/a/stream?after=0', undefined, first.url);
    let training = true;
    const search = (async () => {
      for (let trials = 0; training || trials < 30; trials += 1) await trainOne((trials % 100) / 100);
    })();
    await before.until((events) => told(events).length > 20);
    await first.kill();
    await before.ended;
    const second = await startProcess();
    const after = await listen('studies/a/stream?after=0', before.lastId, second.url);
    await after.until((events) => told(events).length > 20);
    training = false;
    await search;
    const expected = await store.events({ study: 'a' });
    await after.until((events) => told(events).at(-1)?.id === expected.at(-1)!.id);
    expect(told([...before.events, ...after.events])).toEqual(expected.map(({ study: _, ...event }) => event));
  });
});
