import {
  answerOf,
  COMPARE_OPTIONS,
  type CompareOptions,
  compareTriples,
  measured,
  type Step1Verdict,
  type TrainedTriple,
  type TripleComparison,
} from './compare-triples.js';

/** A triple that is trained no further, compared with the one that led at the time. */
export interface DroppedTriple extends TripleComparison {
  /** How many seeds it was trained with. */
  readonly seeds: number;
}

/** Who is still in the race, and who is not. */
export interface Race {
  readonly going: readonly TrainedTriple[];
  readonly dropped: readonly DroppedTriple[];
}

/**
 * Replays a race in which every triple gets one more seed per round, and one that is significantly worse than the leading triple, by the test of
 * `compareTriples`, gets no more (racing: Maron and Moore 1994; Birattari et al. 2002). Ties go on. Testing after every round makes it a little likelier
 * than the level says that some triple is dropped by chance. `trained` has the accuracies of the seeds that each triple was given so far, in order.
 */
export function raceTriples(trained: readonly TrainedTriple[], options: CompareOptions = COMPARE_OPTIONS): Race {
  let going = trained;
  const dropped: DroppedTriple[] = [];
  const complete = (seeds: number) => going.length > 1 && going.every(({ accuracies }) => accuracies.length >= seeds);
  for (let seeds = 2; complete(seeds); seeds++) {
    const round = compareTriples(
      going.map(({ triple, accuracies }) => ({ triple, accuracies: accuracies.slice(0, seeds) })),
      options,
    );
    const worse = round.comparisons.filter(({ isSignificant }) => isSignificant);
    dropped.push(...worse.map((comparison) => ({ ...comparison, seeds })));
    going = going.filter(({ triple }) => !worse.some((other) => other.triple === triple));
  }
  return { going, dropped };
}

/** The verdict of a race whose last round is done: those that it dropped count as beaten. Throws as `compareTriples` does. */
export function raceVerdict(trained: readonly TrainedTriple[], options: CompareOptions = COMPARE_OPTIONS): Step1Verdict {
  const { going, dropped } = raceTriples(trained, options);
  const [winner, ...others] = going;
  // One that dropped all others has been compared with each.
  if (winner && others.length === 0 && dropped.length > 0)
    return { ...answerOf(winner.triple, dropped, options), ...measured(winner.accuracies, options.level) };
  const verdict = compareTriples(going, options);
  return { ...verdict, ...answerOf(verdict.best, [...verdict.comparisons, ...dropped], options) };
}
