import type { CompoundCoefficients, EqualBudgetCandidate } from '@isoflop/scaling';
import { createStudy, float } from 'hyperopt-js';
import { meanAccuracy } from '../plan/mean-accuracy.js';
import type { DoneTrials, PlannedTrial } from '../plan/plan.js';
import { type Course, type CourseState, plannedTriple, type Seeds } from './course.js';

/** How many networks a sampler may have trained. */
export interface BayesianBudget {
  readonly triples: number;
  /** Nominal cost that the triples share out. */
  readonly product: number;
  readonly seed: number;
}

/** Considers what a sampler suggests of the candidates, all seeds of one network per round. Its suggestions are replayed whenever it is asked. */
export function bayesianCourse(candidates: readonly EqualBudgetCandidate[], seeds: Seeds, budget: BayesianBudget): Course {
  return (done) => replay(candidates, seeds, budget, done);
}

function replay(
  candidates: readonly EqualBudgetCandidate[],
  seeds: Seeds,
  { triples, product, seed }: BayesianBudget,
  done: DoneTrials,
): CourseState {
  const tried = new Set<EqualBudgetCandidate>();
  const at = (params: Shares) => nearest(candidates, params, product);
  const study = createStudy({
    space: { depth: float(0, 1), width: float(0, 1) },
    directions: ['maximize'],
    seed,
    trials: triples,
    // Many points stand for one network; each network is tried once.
    feasible: ({ depth, width }) => depth + width <= 1 + 1e-9 && !tried.has(at({ depth, width })),
    draw: (uniform) => {
      const left = candidates.filter((candidate) => !tried.has(candidate));
      return sharesOf(left[Math.floor(uniform() * left.length)].nominal, product);
    },
  });
  while (tried.size < Math.min(triples, candidates.length)) {
    const trial = study.ask();
    const candidate = at(trial.params);
    const planned = seedsOf(candidate, seeds);
    const missing = planned.filter((next) => done(next) === undefined);
    if (missing.length > 0) return { considered: [...tried], next: missing };
    const accuracy = meanAccuracy(planned, done);
    study.tell(trial, accuracy === undefined ? { state: 'failed', reason: 'a training failed' } : { values: [accuracy] });
    tried.add(candidate);
  }
  return { considered: [...tried], next: [] };
}

/** Shares of the budget, to the power that the cost has them in: resolution gets the rest. */
interface Shares {
  readonly depth: number;
  readonly width: number;
}

function seedsOf(candidate: EqualBudgetCandidate, { first, count }: Seeds): PlannedTrial[] {
  return Array.from({ length: count }, (_, i) => plannedTriple(candidate, first + i));
}

/** The candidate whose shares of the budget, as they were laid out, are nearest to a point. */
function nearest(candidates: readonly EqualBudgetCandidate[], { depth, width }: Shares, product: number) {
  const away = ({ nominal }: EqualBudgetCandidate) => {
    const shares = sharesOf(nominal, product);
    return Math.hypot(shares.depth - depth, shares.width - width);
  };
  return candidates.reduce((best, candidate) => (away(candidate) < away(best) ? candidate : best));
}

/** Shares of the logarithm of the cost that go to depth and width; resolution has the rest. */
function sharesOf({ alpha, beta }: CompoundCoefficients, product: number): Shares {
  const share = (factor: number) => Math.min(1, Math.log(factor) / Math.log(product));
  return { depth: share(alpha), width: share(beta ** 2) };
}
