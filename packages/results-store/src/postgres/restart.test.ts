import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreUnavailableError } from '../errors.js';
import { openStore } from '../open-store.js';
import type { ResultsStore } from '../store.js';
import { PostgresServer, type StopMode } from '../testing/postgres-server.js';
import { newTrial } from '../testing/records.js';

/** Runs trials until told to stop; returns the numbers of those it finished. */
async function runTrials(store: ResultsStore, going: () => boolean): Promise<number[]> {
  const finished: number[] = [];
  while (going()) {
    const trial = await store.startTrial((await store.createTrial('a', newTrial())).id);
    await store.reportMetrics(trial, [{ epoch: 1, name: 'loss', value: 1 }]);
    finished.push((await store.finishTrial(trial, { state: 'complete', accuracy: 0.5 })).number);
  }
  return finished;
}

describe('a PostgreSQL that is stopped and started', () => {
  it('makes writers wait, and loses and doubles nothing', async () => {
    const server = await PostgresServer.create();
    onTestFinished(() => server.destroy());
    const problems: string[] = [];
    const stores = await Promise.all([1, 2, 3].map(() => openStore(server.url, { onDisconnect: (problem) => problems.push(problem) })));
    const [store] = stores;
    await store!.createStudy({ name: 'a', spec: null });
    let going = true;
    const running = stores.map((each) => runTrials(each, () => going));
    for (const mode of ['immediate', 'fast', 'immediate', 'immediate'] satisfies StopMode[]) {
      await setTimeout(300);
      await server.stop(mode);
      await setTimeout(200);
      await server.start();
    }
    await setTimeout(300);
    going = false;
    const finished = (await Promise.all(running)).flat();
    const trials = await store!.trials('a');
    expect(trials.map(({ state }) => state)).toEqual(trials.map(() => 'complete'));
    expect(finished.sort((a, b) => a - b)).toEqual(trials.map(({ number }) => number));
    expect(await store!.check()).toEqual([]);
    expect(problems.join()).toContain('the database server does not answer');
    await Promise.all(stores.map((each) => each.close()));
  }, 120_000);

  it('is given up when it stays away longer than was asked to wait', async () => {
    const server = await PostgresServer.create();
    onTestFinished(() => server.destroy());
    const store = await openStore(server.url, { reconnectSeconds: 0.3 });
    await server.stop();
    await expect(store.createStudy({ name: 'a', spec: null })).rejects.toThrow(StoreUnavailableError);
    await server.start();
    await store.createStudy({ name: 'a', spec: null });
    expect((await store.studies()).map(({ name }) => name)).toEqual(['a']);
    await store.close();
  }, 120_000);
});
