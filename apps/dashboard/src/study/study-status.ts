import type { StudyRow, TrialState } from '../api/answers.js';
import { isLive } from '../api/queries.js';

/** What is true of a study now, in one word; `interrupted` where its process is gone though nobody said so. */
export function statusOf(study: StudyRow): string {
  if (study.state !== 'running') return study.state;
  return isLive(study) ? 'running' : 'interrupted';
}

export interface Progress {
  /** Search trials in a final state. */
  readonly done: number;
  /** Search trials that are or will be, where it is known. */
  readonly planned: number | null;
  /** Trials of every kind by state. */
  readonly byState: Readonly<Record<TrialState, number>>;
}

/** How far a study is. Baselines and finalists come on top of the trials that were planned, so they do not count as progress. */
export function progressOf({ counts, plannedTrials }: StudyRow): Progress {
  const byState = { queued: 0, running: 0, complete: 0, pruned: 0, failed: 0 };
  for (const count of Object.values(counts)) {
    for (const state of Object.keys(byState) as TrialState[]) byState[state] += count[state];
  }
  const { complete, pruned, failed } = counts.search;
  return { done: complete + pruned + failed, planned: plannedTrials, byState };
}
