import type { Architecture } from '@isoflop/blocks';
import {
  COMPARE_OPTIONS,
  type CompareOptions,
  type DroppedTriple,
  type EqualBudgetCandidate,
  raceTriples,
  raceVerdict,
  type Step1Verdict,
  type TrainedTriple,
} from '@isoflop/scaling';
import type { ScalingSearch } from '@isoflop/search-space';
import type { DoneTrials, Plan } from '../plan/plan.js';
import { runPlan } from '../plan/run-plan.js';
import type { SessionOptions, StudySpec } from '../study-session.js';
import { bayesianCourse } from './bayesian-course.js';
import { type CandidateTriples, candidateTriples } from './candidate-triples.js';
import type { Course, Seeds } from './course.js';
import { raceCourse, trainedTriples } from './race-course.js';
import { checkPrediction, type FamilyMember, familyOf, type PredictionCheck, step2Plan } from './step2.js';

/** What a scaling search needs from outside. */
export interface Step1Options extends Omit<SessionOptions, 'experiment'> {
  readonly search: ScalingSearch;
  readonly base: Architecture;
}

/** A candidate and what training it gave. */
export interface TrainedCandidate extends EqualBudgetCandidate {
  /** By seed, as far as trained. */
  readonly accuracies: readonly number[];
  /** Why it got no more seeds. */
  readonly dropped: DroppedTriple | undefined;
}

/** What step 1 found, and step 2 where the file asks for it. */
export interface Step1Result extends Omit<CandidateTriples, 'candidates'> {
  readonly candidates: readonly TrainedCandidate[];
  /** Undefined where fewer than two candidates could be trained, or the search is not done. */
  readonly verdict: Step1Verdict | undefined;
  /** What step 2 makes of the best triple; empty where the file asks for none, or the search is not done. */
  readonly family: readonly FamilyMember[];
  /** Undefined where no member was to be held back, or the search is not done. */
  readonly prediction: PredictionCheck | undefined;
  readonly interrupted: boolean;
}

/** A scaling search as the study that it runs as. What lays out its candidates is kept, so that only the same search resumes it. */
export function studyOfSearch(search: ScalingSearch, base: Architecture): StudySpec & { readonly scaling: object } {
  const { name, dataset, seed, training, runtime, evaluator, limits, budget, ...scaling } = search;
  return { name, dataset, training, runtime, evaluator, limits, budget, search: { seed }, scaling: { ...scaling, base } };
}

/**
 * Step 1 of compound scaling (Tan and Le 2019, section 3.3) at equal real budgets: trains the candidates of the layout through the search engine with
 * several seeds and says which triple is best, and whether it is better than its neighbours at all. Throws `ScalingError` where no candidate
 * reaches the budget, and as `withStudy` does.
 */
export async function runStep1({ search, base, ...session }: Step1Options): Promise<Step1Result> {
  const laidOut = candidateTriples(base, search);
  const options: CompareOptions = { ...COMPARE_OPTIONS, level: search.confidence };
  const seeds: Seeds = { first: search.seed, count: search.seeds };
  const course = courseOf(laidOut.candidates, seeds, search, options);
  const stateAt = (done: DoneTrials) => {
    const { considered, next } = course(done);
    const trained = trainedTriples(considered, seeds, done);
    return { considered, next, trained, verdict: next.length > 0 || trained.length < 2 ? undefined : raceVerdict(trained, options) };
  };
  const plan: Plan = (done) => {
    const { next, verdict } = stateAt(done);
    return verdict === undefined ? next : step2Plan(base, verdict.best, search, done);
  };
  const { done, interrupted, isComplete } = await runPlan({ ...session, experiment: studyOfSearch(search, base) }, plan);
  const { considered, trained, ...state } = stateAt(done);
  const verdict = isComplete ? state.verdict : undefined;
  return {
    ...laidOut,
    candidates: withResults(considered, trained, options),
    verdict,
    family: verdict === undefined ? [] : familyOf(base, verdict.best, search),
    prediction: verdict && checkPrediction(base, verdict.best, search, done),
    interrupted,
  };
}

function courseOf(
  candidates: readonly EqualBudgetCandidate[],
  seeds: Seeds,
  { layout, seed }: ScalingSearch,
  options: CompareOptions,
): Course {
  return layout.kind === 'bayesian' ? bayesianCourse(candidates, seeds, { ...layout, seed }) : raceCourse(candidates, seeds, options);
}

function withResults(
  candidates: readonly EqualBudgetCandidate[],
  trained: readonly TrainedTriple[],
  options: CompareOptions,
): TrainedCandidate[] {
  const { dropped } = raceTriples(trained, options);
  return candidates.map((candidate) => ({
    ...candidate,
    accuracies: trained.find(({ triple }) => triple === candidate.triple)?.accuracies ?? [],
    dropped: dropped.find(({ triple }) => triple === candidate.triple),
  }));
}
