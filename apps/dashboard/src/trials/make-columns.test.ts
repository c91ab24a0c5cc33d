import { describe, expect, it } from 'vitest';
import type { ColumnsAnswer } from '../api/answers.js';
import { trialRow } from '../test-trials.js';
import { axesOf, extentOf } from './axes.js';
import { columnsOfAnswer, columnsOfRows, withRows } from './make-columns.js';
import { kindOf, nameOf, paramsOf, rowOf, stateOf } from './trial-columns.js';

const ANSWER: ColumnsAnswer = {
  cursor: 7,
  count: 2,
  createdAt: 1000,
  kinds: ['baseline', 'search', 'finalist'],
  states: ['complete', 'failed', 'queued', 'running', 'pruned'],
  kind: [0, 1],
  state: [0, 1],
  attempt: [1, 1],
  seed: [1, 2],
  rerunOf: [null, 1],
  macs: [10, 20],
  params: [1, 2],
  activations: [3, 4],
  weightsBytes: [5, 6],
  accuracy: [0.5, null],
  loss: [null, null],
  seconds: [2, null],
  imagesPerSecond: [null, null],
  epochs: [3, null],
  plannedEpochs: [3, 3],
  latencyMs: [null, null],
  startedAt: [5, null],
  finishedAt: [9, null],
  dimensions: [
    { name: 'width', values: [0.5, 1], codes: [1, null] },
    { name: 'block', values: ['mbconv', 'ds'], codes: [0, 1] },
  ],
  labels: { '1': 'depth only' },
  parents: [[], [1]],
  workers: { values: ['1'], codes: [0, 0] },
  reasons: { values: ['out of memory'], codes: [null, 0] },
};

describe('the columns of a study', () => {
  it('mean what the server says, in the page’s own codes', () => {
    const columns = columnsOfAnswer(ANSWER);
    expect([kindOf(columns, 0), kindOf(columns, 1), stateOf(columns, 0), stateOf(columns, 1)]).toEqual([
      'baseline',
      'search',
      'complete',
      'failed',
    ]);
    expect([...columns.measures.startedAt]).toEqual([1005, Number.NaN]);
    expect([paramsOf(columns, 0), paramsOf(columns, 1)]).toEqual([{ width: 1, block: 'mbconv' }, { block: 'ds' }]);
    expect([nameOf(columns, 0), columns.reasons.get(1), columns.rerunOf.get(1)]).toEqual(['Trial 1, depth only', 'out of memory', 1]);
  });

  it('take up what the stream brings: changed trials, new ones, new values of settings', () => {
    const before = columnsOfAnswer(ANSWER);
    const after = withRows(before, [
      trialRow({ number: 2, accuracy: 0.9, params: { block: 'ds', width: 0.5 }, parents: [1], worker: 'host/7' }),
      trialRow({ number: 4, params: { block: 'fused', width: 2, depth: 3 }, reason: 'x', state: 'failed' }),
    ]);
    expect(after.count).toBe(4);
    expect([stateOf(after, 1), after.reasons.has(1), after.measures.accuracy[1]]).toEqual(['complete', false, 0.9]);
    expect(paramsOf(after, 0)).toEqual({ width: 1, block: 'mbconv' });
    expect(paramsOf(after, 3)).toEqual({ width: 2, block: 'fused', depth: 3 });
    expect(after.measures.accuracy[2]).toBeNaN();
    const workers = Array.from(after.worker.values, (code) => after.worker.categories![code]);
    expect(workers).toEqual(['1', 'host/7', undefined, undefined]);
    expect([after.parents[1], after.parents[3], before.parents[1]]).toEqual([[1], [], [1]]);
    expect([before.count, stateOf(before, 1), before.reasons.get(1)]).toEqual([2, 'failed', 'out of memory']);
  });

  it('turn a setting into categories when a value is no number any more', () => {
    const columns = withRows(columnsOfRows([trialRow({ params: { kernel: 3 } })]), [trialRow({ number: 2, params: { kernel: [3, 5] } })]);
    expect([paramsOf(columns, 0), paramsOf(columns, 1)]).toEqual([{ kernel: '3' }, { kernel: '[3,5]' }]);
  });

  it('have their categories in one order, whatever order they came in', () => {
    expect(columnsOfAnswer(ANSWER).settings.find(({ name }) => name === 'block')!.categories).toEqual(['ds', 'mbconv']);
  });

  it('find a trial by its number, and none that is not there', () => {
    const columns = columnsOfAnswer(ANSWER);
    expect([rowOf(columns, 1), rowOf(columns, 2), rowOf(columns, 3), rowOf(columns, 0)]).toEqual([0, 1, undefined, undefined]);
  });
});

it('axes are what some trial has and settings that differ, baselines aside: what scaled them has the names of settings', () => {
  const columns = withRows(columnsOfAnswer(ANSWER), [
    trialRow({ number: 3, params: { width: 2, block: 'mbconv', depth: 3 } }),
    trialRow({ number: 4, params: { width: 0.5, block: 'mbconv', depth: 3 } }),
    trialRow({ number: 5, params: { width: 40, groups: 2 }, kind: 'baseline' }),
  ]);
  const axes = axesOf(columns);
  expect(extentOf(axes.find(({ key }) => key === 'param:width')!.values)).toEqual([0.5, 2]);
  const keys = axes.map(({ key }) => key);
  expect(keys).not.toContain('param:groups');
  expect(keys).toEqual(expect.arrayContaining(['number', 'accuracy', 'macs', 'param:width', 'param:block']));
  expect(keys).not.toContain('latencyMs');
  expect(extentOf(Float64Array.of(Number.NaN, 3, -1, 2), [1, 3])).toEqual([2, 3]);
  expect(extentOf(Float64Array.of(Number.NaN))).toBeUndefined();
});
