import { type CompareOptions, type EqualBudgetCandidate, raceTriples, type TrainedTriple } from '@isoflop/scaling';
import type { DoneTrials } from '../plan/plan.js';
import { type Course, plannedTriple, type Seeds } from './course.js';

/** Considers every candidate: one seed more per round for each that may still be the best. */
export function raceCourse(candidates: readonly EqualBudgetCandidate[], seeds: Seeds, options: CompareOptions): Course {
  const byTriple = new Map(candidates.map((candidate) => [candidate.triple, candidate]));
  return (done) => {
    const { going } = raceTriples(trainedTriples(candidates, seeds, done), options);
    const fewest = Math.min(...going.map(({ accuracies }) => accuracies.length));
    if (going.length < 2 || fewest >= seeds.count) return { considered: candidates, next: [] };
    const behind = going.filter(({ accuracies }) => accuracies.length === fewest);
    return { considered: candidates, next: behind.map(({ triple }) => plannedTriple(byTriple.get(triple)!, seeds.first + fewest)) };
  };
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
