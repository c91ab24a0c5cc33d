import { expect, it } from 'vitest';
import type { StudyRow } from '../api/answers.js';
import { progressOf, statusOf } from './study-status.js';

const none = { queued: 0, running: 0, complete: 0, pruned: 0, failed: 0 };
const study = (changes: Partial<StudyRow>): StudyRow => ({
  name: 'a',
  state: 'running',
  createdAt: 0,
  dataset: null,
  budgetMacs: null,
  plannedTrials: 12,
  counts: { search: none, baseline: none, finalist: none },
  best: null,
  runner: null,
  request: null,
  budget: {},
  sampler: null,
  frontSize: 0,
  hypervolume: null,
  etaSeconds: null,
  updatedAt: 0,
  note: '',
  tags: [],
  ...changes,
});

it('calls a study interrupted when it says running and no living process holds it', () => {
  const runner = { pid: 7, host: 'a', alive: true };
  expect(statusOf(study({ runner }))).toBe('running');
  expect(statusOf(study({ runner: { ...runner, alive: false } }))).toBe('interrupted');
  expect(statusOf(study({ runner: null }))).toBe('interrupted');
  expect(statusOf(study({ state: 'complete', runner }))).toBe('complete');
});

it('counts only search trials as progress and every kind by state', () => {
  const counts = { search: { ...none, complete: 5, failed: 1, running: 1 }, baseline: { ...none, complete: 2 }, finalist: none };
  const { done, planned, byState } = progressOf(study({ counts }));
  expect([done, planned, byState.complete, byState.failed]).toEqual([6, 12, 7, 1]);
});
