import { setTimeout } from 'node:timers/promises';
import { StudyBusyError, type Trial } from '@isoflop/results-store';
import { PostgresServer, type StopMode } from '@isoflop/results-store/testing/postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { StudyError } from '../errors.js';
import type { Evaluator } from '../evaluators/evaluator.js';
import { clusterText, deferred, expectWhole, newCluster, scored, workersOf } from '../testing/cluster.js';
import { NetworkCable } from '../testing/network-cable.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.create();
}, 120_000);
afterAll(() => server.destroy());

/** An evaluator that says when it has begun its first trial, and does not end it before it may. */
function held() {
  const [begun, mayEnd] = [deferred(), deferred()];
  const evaluate: Evaluator = async (subject, context) => {
    begun.resolve();
    await mayEnd.promise;
    return scored(subject, { ...context, signal: new AbortController().signal });
  };
  return { begun: begun.promise, mayEnd: mayEnd.resolve, openEvaluator: async () => ({ evaluate }) };
}

describe('a study with workers', { timeout: 180_000 }, () => {
  it('pauses while PostgreSQL is stopped, goes on when it is started again, and loses nothing', async () => {
    const own = await PostgresServer.create();
    onTestFinished(() => own.destroy());
    const { store, coordinate, work } = await newCluster(own.url);
    for (const name of ['one', 'two']) await work(name);
    const running = coordinate(clusterText({ search: 'trials: 30, sampler: random' }));
    for (const [after, mode] of [
      [3, 'immediate'],
      [10, 'fast'],
      [18, 'immediate'],
    ] satisfies [number, StopMode][]) {
      const complete = async () => (await store.trials('study', { states: ['complete'] }).catch(() => [])).length;
      await expect.poll(complete, { timeout: 60_000 }).toBeGreaterThanOrEqual(after);
      await own.stop(mode);
      await own.start();
    }
    expect((await running).trials).toMatchObject({ complete: 30, failed: 0 });
    await expectWhole(store, await store.trials('study'));
  });

  it('gives the trial of a worker whose network is cut to another, and takes no second result when it is mended', async () => {
    const { url, store, coordinate, work } = await newCluster(server.url);
    const cable = await NetworkCable.to(url);
    const { begun, mayEnd, openEvaluator } = held();
    const cutOff = await work('cut off', { at: cable.near, openEvaluator });
    const lost: [Trial, string][] = [];
    const running = coordinate(clusterText(), {}, { silenceSeconds: 2, onLost: (trial, why) => lost.push([trial, why]) });
    await begun;
    cable.cut();
    await work('near by');
    await expect.poll(() => lost.length, { timeout: 60_000 }).toBe(1);
    expect(lost[0]![1]).toMatch(/^its worker cut off was silent for \d+ s$/);
    mayEnd();
    await expect.poll(async () => (await store.trial('study', lost[0]![0].number)).state, { timeout: 60_000 }).toBe('complete');
    cable.mend();
    await expect.poll(() => cutOff.events.map(({ kind }) => kind), { timeout: 60_000 }).toContain('taken-away');
    expect((await running).trials).toMatchObject({ complete: 10, failed: 0 });
    expect(await store.trial('study', lost[0]![0].number)).toMatchObject({ attempt: 2 });
    await expectWhole(store, await store.trials('study'));
  });

  it('whose coordinator stops is gone on with by the next one, which leaves trials under way to their workers', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    const { begun, mayEnd, openEvaluator } = held();
    await work('slow', { openEvaluator });
    const stop = new AbortController();
    const first = coordinate(clusterText(), { signal: stop.signal }, { silenceSeconds: 2 });
    await begun;
    await expect(coordinate(clusterText(), { resume: true, runner: { pid: process.pid, host: 'there' } })).rejects.toThrow(StudyBusyError);
    stop.abort();
    expect((await first).interrupted).toBe(true);
    const [underWay] = await store.trials('study', { states: ['running'] });
    const second = coordinate(clusterText(), { resume: true }, { silenceSeconds: 2 });
    // Longer than a worker may be silent: it is heard of, and keeps its trial.
    await setTimeout(3000);
    mayEnd();
    expect((await second).trials).toMatchObject({ complete: 10, queued: 0, running: 0 });
    expect(await store.trial('study', underWay!.number)).toMatchObject({ state: 'complete', attempt: 1 });
    await expectWhole(store, await store.trials('study'));
  });

  it('takes what a worker finished while there was no coordinator', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    const { begun, mayEnd, openEvaluator } = held();
    const worker = await work('slow', { openEvaluator });
    const stop = new AbortController();
    const first = coordinate(clusterText(), { signal: stop.signal });
    await begun;
    stop.abort();
    await first;
    mayEnd();
    await expect.poll(() => worker.events.map(({ kind }) => kind), { timeout: 20_000 }).toContain('finished');
    expect((await coordinate(clusterText(), { resume: true })).trials).toMatchObject({ complete: 10 });
    expect((await store.trial('study', 1)).attempt).toBe(1);
    await expectWhole(store, await store.trials('study'));
  });

  it('has the trial of a worker that stops done by another, which counts as no loss', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    const begun = deferred();
    const evaluate: Evaluator = async (_subject, { signal }) => {
      begun.resolve();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      throw new Error('unreachable');
    };
    const stopping = await work('stopping', { openEvaluator: async () => ({ evaluate }) });
    const running = coordinate(clusterText());
    await begun.promise;
    stopping.stop.abort();
    expect(await stopping.ended).toBe(0);
    expect(stopping.events.map(({ kind }) => kind)).toEqual(['started', 'given-back']);
    await work('staying');
    expect((await running).trials).toMatchObject({ complete: 10 });
    expect((await workersOf(store))[0]).toBe('stopping');
    await expectWhole(store, await store.trials('study'));
  });

  it('leaves its trials to others where a worker cannot measure them, and that worker ends with the reason', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    const unable = await work('unable', {
      openEvaluator: async () => {
        throw new StudyError('evaluator.file: table.json must be a JSON file');
      },
    });
    const running = coordinate(clusterText());
    await expect(unable.ended).rejects.toThrow('table.json must be a JSON file');
    await work('able');
    expect((await running).trials).toMatchObject({ complete: 10, failed: 0 });
    expect(new Set(await workersOf(store))).toEqual(new Set(['able']));
  });
});
