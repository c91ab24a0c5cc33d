import { openStore, type ResultsStore, type StudyRequest } from '@isoflop/results-store';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StudyEvent } from '../study-event.js';
import { experimentText, heldEvaluator, run, scored } from '../testing/small-study.js';
import { requestStudy, resumeRunning } from './request-study.js';

const HERE = { pid: process.pid, host: 'here' };
const ELSEWHERE = { pid: 1, host: 'elsewhere' };

let store: ResultsStore;
let events: StudyEvent[];
beforeEach(async () => {
  store = await openStore('memory:', { host: 'here' });
  events = [];
});

const kinds = () => events.map(({ kind }) => kind).filter((kind) => kind !== 'epoch');
const states = async () => (await store.trials('study')).map(({ state }) => state);
const seen = (kind: StudyEvent['kind']) => vi.waitFor(() => expect(kinds()).toContain(kind), { timeout: 10_000 });

/** A study whose second candidate is under way. */
async function started() {
  const { evaluate, letGo } = heldEvaluator();
  const done = run(store, experimentText({ trials: '4' }), { evaluate, onEvent: (event) => events.push(event) });
  await vi.waitFor(async () => expect(await states()).toEqual(['running']));
  letGo();
  await vi.waitFor(async () => expect(await states()).toEqual(['complete', 'running']));
  return { done, letGo };
}

const ask = (request: StudyRequest) => requestStudy(store, 'study', request, ELSEWHERE);

describe('a study that is being run, asked from outside to', () => {
  it('pause: finishes what is under way, starts nothing until it is resumed, and then goes on to its end', async () => {
    const { done, letGo } = await started();
    expect(await ask('pause')).toBe('told');
    await seen('paused');
    letGo();
    await vi.waitFor(async () => expect(await states()).toEqual(['complete', 'complete']));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await states()).toEqual(['complete', 'complete']);
    expect((await store.study('study')).state).toBe('paused');
    expect(await resumeRunning(store, 'study')).toBe(true);
    await seen('resumed');
    expect((await store.study('study')).state).toBe('running');
    for (let trial = 3; trial <= 4; trial++) {
      await vi.waitFor(async () => expect((await states()).at(trial - 1)).toBe('running'));
      letGo();
    }
    expect((await done).trials.complete).toBe(4);
    expect((await store.study('study')).state).toBe('complete');
  });

  it('stop: finishes what is under way and ends; a resume makes the rest', async () => {
    const { done, letGo } = await started();
    expect(await ask('stop')).toBe('told');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    letGo();
    const result = await done;
    expect(result).toMatchObject({ interrupted: false, trials: { complete: 2, queued: 0, running: 0 } });
    expect(events.at(-1)).toMatchObject({ message: expect.stringContaining('asked to stop') });
    expect(await store.study('study')).toMatchObject({ state: 'paused', request: null });
    expect((await run(store, experimentText({ trials: '4' }), { resume: true })).trials.complete).toBe(4);
  });

  it('stop while it is paused: ends', async () => {
    const { done, letGo } = await started();
    await ask('pause');
    await seen('paused');
    letGo();
    await ask('stop');
    expect((await done).trials).toMatchObject({ complete: 2, queued: 0 });
  });

  it('cancel: puts back what is under way at once; a resume takes it up', async () => {
    const { done } = await started();
    expect(await ask('cancel')).toBe('told');
    expect(await done).toMatchObject({ interrupted: true, trials: { complete: 1, queued: 1, running: 0 } });
    expect(await store.study('study')).toMatchObject({ state: 'paused', request: null });
    expect((await run(store, experimentText({ trials: '4' }), { resume: true })).trials.complete).toBe(4);
  });

  it('resume, cannot when it is not paused', async () => {
    const { done } = await started();
    await expect(resumeRunning(store, 'study')).rejects.toThrow('is running already');
    await ask('cancel');
    await done;
  });
});

describe('a study that no living process runs', () => {
  it('is paused at once, and what a dead runner left running waits again', async () => {
    const dead = await openStore('memory:', { host: 'here', isAlive: () => false });
    await run(dead, experimentText({ trials: '2' }), { evaluate: scored });
    const { params, architectureHash: hash, seed, cost } = await dead.trial('study', 1);
    const architecture = (await dead.architecture(hash))!;
    await dead.startTrial(
      (await dead.createTrial('study', { kind: 'search', params, seed, cost, architecture: { hash, architecture } })).id,
    );
    await dead.acquireRunner('study', HERE);
    await dead.setStudyState('study', 'running');
    expect(await requestStudy(dead, 'study', 'pause', { pid: 2, host: 'here' })).toBe('settled');
    expect(await dead.study('study')).toMatchObject({ state: 'paused', request: null });
    expect((await dead.trial('study', 3)).state).toBe('queued');
    expect(await resumeRunning(dead, 'study')).toBe(false);
  });

  it('cannot be asked anything when it is complete', async () => {
    await run(store, experimentText({ trials: '2' }));
    await expect(ask('stop')).rejects.toThrow('only a study that runs can be asked to stop, this one is complete');
    expect((await store.summary('study')).runner).toBeUndefined();
  });
});
