import { type CompareOptions, type EqualBudgetCandidate, raceTriples, type TrainedTriple } from '@isoflop/scaling';
import type { DoneTrials, Plan, PlannedTrial } from '../plan/plan.js';

/** Trainings of each candidate. */
export interface Seeds {
  /** The first seed; the others follow it. */
  readonly first: number;
  readonly count: number;
}

/** One seed more per round for every candidate that may still be the best. */
export function racePlan(candidates: readonly EqualBudgetCandidate[], seeds: Seeds, options: CompareOptions): Plan {
  return (done) => {
    const { going } = raceTriples(trainedTriples(candidates, seeds, done), options);
    const fewest = Math.min(...going.map(({ accuracies }) => accuracies.length));
    if (going.length < 2 || fewest >= seeds.count) return [];
    const next = going.filter(({ accuracies }) => accuracies.length === fewest);
    const byTriple = new Map(candidates.map((candidate) => [candidate.triple, candidate]));
    return next.map(({ triple }) => plannedTriple(byTriple.get(triple)!, seeds.first + fewest));
  };
}

export function plannedTriple({ architecture, triple, macs }: EqualBudgetCandidate, seed: number): PlannedTrial {
  const { alpha, beta, gamma } = triple;
  const label = `alpha ${alpha.toFixed(3)}, beta ${beta.toFixed(3)}, gamma ${gamma.toFixed(3)}`;
  return { label, architecture: { ...architecture, name: label }, seed, params: { alpha, beta, gamma, macs } };
}

/** Accuracies of every candidate by seed, up to the first seed that is not done. Candidates of which a training failed are left out. */
export function trainedTriples(candidates: readonly EqualBudgetCandidate[], seeds: Seeds, done: DoneTrials): TrainedTriple[] {
  return candidates.flatMap((candidate) => {
    const accuracies: number[] = [];
    for (let i = 0; i < seeds.count; i++) {
      const trial = done(plannedTriple(candidate, seeds.first + i));
      if (trial === undefined) break;
      if (trial.state !== 'complete' || trial.accuracy === null) return [];
      accuracies.push(trial.accuracy);
    }
    return [{ triple: candidate.triple, accuracies }];
  });
}
