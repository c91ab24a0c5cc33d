import type { NewTrial, ResultsStore, StoreOptions } from '@isoflop/results-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnsAnswer, deleteAnswer, errorAnswer, frontAnswer, studiesAnswer, studyAnswer, trialAnswer, trialsAnswer } from '../schema.js';
import { ApiClient } from './api-client.js';
import { newTrial } from './trials.js';

const STUDY = 'größe 1/2?';
const PATH = `/api/studies/${encodeURIComponent(STUDY)}`;

/** An empty store at each call. */
export type OpenEmpty = (options: StoreOptions) => Promise<ResultsStore>;

/** What the routes of studies and trials promise, whatever store is behind them. */
export function apiContract(kind: string, open: OpenEmpty): void {
  describe(`the API on ${kind}`, () => {
    const client = filled(open);
    answers(client);
    deletions(client);
  });
}

/** What they say to wrong requests, which they look at before the store. */
export function refusalContract(kind: string, open: OpenEmpty): void {
  describe(`the API on ${kind}`, () => wrongRequests(filled(open)));
}

function filled(open: OpenEmpty): () => ApiClient {
  let api: ApiClient;
  beforeEach(async () => {
    api = await ApiClient.open({ store: await open({ now: () => 1_000 }) });
    await fill(api.store);
  });
  afterEach(() => api.close());
  return () => api;
}

function costing(macs: number, changes: Partial<NewTrial> = {}): NewTrial {
  const { cost } = newTrial();
  return newTrial({ cost: { ...cost, macs }, ...changes });
}

async function finished(store: ResultsStore, macs: number, accuracy: number, changes: Partial<NewTrial> = {}): Promise<void> {
  const { id } = await store.createTrial(STUDY, costing(macs, changes));
  const trial = await store.startTrial(id, { slot: '1', epochs: 3 });
  const metrics = [{ epoch: 1, name: 'val-accuracy', value: accuracy, seconds: 2 }];
  const measured = { accuracy, loss: 0.4, seconds: 3, logTail: 'done', facts: { backend: 'wasm', epochs: 3 }, metrics };
  await store.finishTrial(trial, { state: 'complete', ...measured });
}

/** Four finished trials, a baseline that beats them all, a failure and one that waits. */
async function fill(store: ResultsStore): Promise<void> {
  const spec = { dataset: 'fashion-mnist', budget: { macs: 2_000_000 }, search: { trials: 6 } };
  await store.createStudy({ name: STUDY, spec });
  await finished(store, 900, 0.8);
  await finished(store, 500, 0.7);
  await finished(store, 700, 0.6);
  await finished(store, 1200, 0.8, { parents: [1, 2] });
  await finished(store, 400, 0.9, { kind: 'baseline', label: 'depth only' });
  const broken = await store.startTrial((await store.createTrial(STUDY, costing(300))).id);
  await store.finishTrial(broken, { state: 'failed', reason: 'the loss is not a number' });
  await store.createTrial(STUDY, costing(100));
}

function answers(client: () => ApiClient): void {
  const get = (url: string) => client().get(url);
  describe('answers', () => {
    it('list the studies with their counts, budget and best trial', async () => {
      const { studies } = studiesAnswer.parse((await get('/api/studies')).json());
      expect(studies).toHaveLength(1);
      expect(studies[0]).toMatchObject({ name: STUDY, dataset: 'fashion-mnist', budgetMacs: 2_000_000, plannedTrials: 6, runner: null });
      expect(studies[0]?.best).toMatchObject({ number: 1, accuracy: 0.8 });
      expect(studies[0]?.counts.search).toEqual({ queued: 1, running: 0, complete: 4, pruned: 0, failed: 1 });
    });

    it('give one study with the experiment it was started with', async () => {
      const study = studyAnswer.parse((await get(PATH)).json());
      expect(study.spec).toMatchObject({ search: { trials: 6 } });
    });

    it('open a study whose experiment has another form', async () => {
      await client().store.createStudy({ name: 'old', spec: [1, 2] });
      expect(studyAnswer.parse((await get('/api/studies/old')).json())).toMatchObject({
        dataset: null,
        budgetMacs: null,
        plannedTrials: null,
        spec: [1, 2],
      });
    });

    it('tell whether the process that runs a study lives', async () => {
      const lease = await client().store.acquireRunner(STUDY, { pid: process.pid, host: 'elsewhere' });
      expect(studyAnswer.parse((await get(PATH)).json()).runner).toEqual({ pid: process.pid, host: 'elsewhere', alive: true });
      await lease.release();
    });

    it('give the front of the search trials, cheapest first, without baselines and dominated trials', async () => {
      const { front } = frontAnswer.parse((await get(`${PATH}/front`)).json());
      expect(front.map((trial) => trial.number)).toEqual([2, 1]);
    });

    it('give an empty front where nothing is finished', async () => {
      await client().store.createStudy({ name: 'new', spec: {} });
      expect(frontAnswer.parse((await get('/api/studies/new/front')).json()).front).toEqual([]);
    });

    it.each([
      ['', [1, 2, 3, 4, 5, 6, 7], 7],
      ['?limit=2&offset=1', [2, 3], 7],
      ['?orderBy=accuracy&direction=descending&limit=3', [5, 1, 4], 7],
      ['?orderBy=macs', [7, 6, 5, 2, 3, 1, 4], 7],
      ['?state=failed', [6], 1],
      ['?state=failed&state=queued', [6, 7], 2],
      ['?offset=100', [], 7],
    ])('page, order and filter trials by %j', async (query, numbers, total) => {
      const answer = trialsAnswer.parse((await get(`${PATH}/trials${query}`)).json());
      expect(answer.trials.map((trial) => trial.number)).toEqual(numbers);
      expect(answer.total).toBe(total);
    });

    it('give the trials column by column as they give them row by row', async () => {
      const { trials } = trialsAnswer.parse((await get(`${PATH}/trials`)).json());
      const columns = columnsAnswer.parse((await get(`${PATH}/columns`)).json());
      for (const name of ['accuracy', 'epochs', 'plannedEpochs', 'parents'] as const) {
        expect(columns[name]).toEqual(trials.map((trial) => trial[name]));
      }
      expect(columns.parents[3]).toEqual([1, 2]);
      expect(columns.workers).toEqual({ values: ['1'], codes: [0, 0, 0, 0, 0, null, null] });
      expect(columns.macs).toEqual(trials.map(({ cost }) => cost.macs));
      expect(columns.state.map((code) => columns.states[code])).toEqual(trials.map(({ state }) => state));
    });

    it('give one trial with its metrics, architecture, facts and log', async () => {
      const trial = trialAnswer.parse((await get(`${PATH}/trials/5`)).json());
      expect(trial).toMatchObject({ label: 'depth only', kind: 'baseline', logTail: 'done', facts: { backend: 'wasm' } });
      expect(trial.metrics).toEqual([{ epoch: 1, name: 'val-accuracy', value: 0.9, seconds: 2 }]);
      expect(trial.architecture).toEqual(newTrial().architecture.architecture);
    });

    it('give a failed trial with its reason', async () => {
      expect(trialAnswer.parse((await get(`${PATH}/trials/6`)).json())).toMatchObject({
        state: 'failed',
        accuracy: null,
        reason: 'the loss is not a number',
      });
    });

    it('are not kept by any cache', async () => {
      expect((await get(PATH)).headers['cache-control']).toBe('no-store');
    });
  });
}

function deletions(client: () => ApiClient): void {
  const get = (url: string) => client().get(url);
  describe('a study that is deleted', () => {
    it('is gone, with all that was asked of it, and another of its name begins anew', async () => {
      await get(`${PATH}/columns`);
      expect(deleteAnswer.parse((await client().write('DELETE', PATH)).json())).toEqual({ study: STUDY, trials: 7, files: 0 });
      expect((await client().write('DELETE', PATH)).status).toBe(404);
      for (const url of [PATH, `${PATH}/trials`, `${PATH}/columns`, `${PATH}/front`]) expect((await get(url)).status).toBe(404);
      expect(studiesAnswer.parse((await get('/api/studies')).json()).studies).toEqual([]);
      await client().store.createStudy({ name: STUDY, spec: {} });
      expect(trialsAnswer.parse((await get(`${PATH}/trials`)).json()).total).toBe(0);
    });

    it('is refused while its search runs, and says what to do', async () => {
      const lease = await client().store.acquireRunner(STUDY, { pid: process.pid, host: 'elsewhere' });
      const refused = await client().write('DELETE', PATH);
      expect([refused.status, errorAnswer.parse(refused.json()).error]).toEqual([
        409,
        expect.stringContaining('stop it first (isoflop stop'),
      ]);
      expect(await client().store.study(STUDY)).toMatchObject({ name: STUDY });
      await lease.release();
      expect((await client().write('DELETE', PATH)).status).toBe(200);
    });
  });
}

function wrongRequests(client: () => ApiClient): void {
  const get = (url: string) => client().get(url);
  describe('wrong requests', () => {
    it.each([
      [`${PATH}/trials?limit=0`, 'query: limit: must be a whole number from 1 to 1000, got "0"'],
      [`${PATH}/trials?limit=1e2`, 'query: limit: must be a whole number from 1 to 1000, got "1e2"'],
      [`${PATH}/trials?limit=5&limit=6`, 'query: limit: '],
      [`${PATH}/trials?offset=-1`, 'query: offset: '],
      [`${PATH}/trials?orderBy=name`, 'query: orderBy: '],
      [`${PATH}/trials?direction=up`, 'query: direction: '],
      [`${PATH}/trials?state=done`, 'query: state: must be one or more of queued, running, complete, pruned, failed, got "done"'],
      [`${PATH}/trials?sort=macs`, 'query: there is no parameter "sort" here; leave it out'],
      [`${PATH}/trials/x`, 'path: number: must be a whole number from 1 to '],
      [`${PATH}/trials/0`, 'path: number: '],
      [`${PATH}/front?limit=1`, 'query: there is no parameter "limit" here'],
      ['/api/studies/%E0%A4%A', 'the address is not well formed'],
    ])('answer %s with 400 and the rule', async (url, message) => {
      const answer = await get(url);
      expect(answer.status).toBe(400);
      expect(errorAnswer.parse(answer.json()).error).toContain(message);
      expect(answer.text).not.toMatch(/\n|node_modules|at \w+ \(/);
    });

    it.each([
      ['/api/studies/none', 'no study "none"'],
      ['/api/studies/none/trials', 'no study "none"'],
      ['/api/studies/none/front', 'no study "none"'],
      ['/api/studies/none/trials/1', 'no study "none"'],
      [`${PATH}/trials/99`, '99'],
      ['/api/other', 'there is no GET /api/other here'],
      ['/other.html', 'there is no GET /other.html here'],
      ['/../package.json', 'there is no GET'],
      ['/..%2f..%2fpackage.json', ''],
    ])('answer %s with 404', async (url, message) => {
      const answer = await get(url);
      expect(answer.status).toBe(404);
      expect(errorAnswer.parse(answer.json()).error).toContain(message);
    });

    it('answer a failing store with 500 or 503 and no stack trace', async () => {
      await client().store.close();
      expect((await get('/api/studies')).status).toBe(503);
      client().store.lastEvent = () => Promise.reject(new Error('secret at line 7'));
      const answer = await get('/api/studies');
      expect([answer.status, answer.json()]).toEqual([500, { error: 'the server failed on this request; its log says why' }]);
    });
  });
}
