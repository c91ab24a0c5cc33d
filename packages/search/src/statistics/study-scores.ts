import type { ResultsStore } from '@isoflop/results-store';
import { brokenLimits } from '@isoflop/search-space';
import { budgetOf } from '../summary.js';
import { keptScores, type ScoreRanking, scorePanel } from './score-panel.js';

/** How well what is known of a study's networks before training ranks them. */
export interface StudyScores {
  readonly study: string;
  readonly panel: readonly ScoreRanking[];
  /** Why there are no scores beside parameters and multiply-adds, or nothing at all to rank; null where there are. */
  readonly reason: string | null;
}

/** The score panel of a study's search trials inside the budget that it has now. Throws the store's UnknownStudyError. */
export async function studyScores(store: ResultsStore, study: string): Promise<StudyScores> {
  const budget = budgetOf((await store.study(study)).spec);
  const complete = await store.trials(study, { kinds: ['search'], states: ['complete'] });
  const inside = complete.filter(({ cost }) => brokenLimits(cost, budget).length === 0);
  return { study, panel: scorePanel(inside), reason: reasonFor(inside.length, inside.flatMap(keptScores).length) };
}

function reasonFor(networks: number, scores: number): string | null {
  if (networks === 0) return 'no candidate inside the budget is complete yet; wait for some';
  if (scores > 0) return null;
  return 'no scores were kept of its candidates, so parameters and multiply-adds stand alone; start a study with training.scores: true';
}
