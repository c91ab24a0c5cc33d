import type { EqualBudgetCandidate } from '@isoflop/scaling';
import type { DoneTrials, PlannedTrial } from '../plan/plan.js';

/** How step 1 goes through its candidates, from what is done alone. */
export type Course = (done: DoneTrials) => CourseState;

export interface CourseState {
  /** The candidates that it has had trained, or will. */
  readonly considered: readonly EqualBudgetCandidate[];
  /** What is to be trained next; empty at the end. */
  readonly next: readonly PlannedTrial[];
}

/** Trainings of each candidate. */
export interface Seeds {
  /** The first seed; the others follow it. */
  readonly first: number;
  readonly count: number;
}

/** A candidate's training with one seed. */
export function plannedTriple({ architecture, triple, macs }: EqualBudgetCandidate, seed: number): PlannedTrial {
  const { alpha, beta, gamma } = triple;
  const label = `alpha ${alpha.toFixed(3)}, beta ${beta.toFixed(3)}, gamma ${gamma.toFixed(3)}`;
  return { label, architecture: { ...architecture, name: label }, seed, params: { alpha, beta, gamma, macs } };
}
