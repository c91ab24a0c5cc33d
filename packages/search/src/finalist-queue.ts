import type { ResultsStore, Trial } from '@isoflop/results-store';
import type { Experiment } from '@isoflop/search-space';
import type { Candidate, CandidateSource } from './candidate.js';
import { storedArchitecture } from './stored-architecture.js';

/**
 * Hands out the finalists: the most accurate networks of the front, each from scratch with several seeds that the search has not used.
 * Those that an earlier run finished are not made again; those that it left queued, or with a worker, come first.
 */
export class FinalistQueue implements CandidateSource {
  private readonly left: { readonly of: Trial; readonly seed: number; readonly queued: Trial | undefined }[];

  constructor(
    private readonly store: ResultsStore,
    experiment: Experiment,
    front: readonly Trial[],
    existing: readonly Trial[],
  ) {
    const { count, seeds } = experiment.finalists ?? { count: 0, seeds: 0 };
    const chosen = [...front].sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0) || a.number - b.number).slice(0, count);
    const made = new Set(existing.map(({ architectureHash, seed }) => `${architectureHash}/${seed}`));
    const open = existing.filter(({ state }) => state === 'queued' || state === 'running');
    this.left = [
      ...open.map((trial) => ({ of: trial, seed: trial.seed, queued: trial })),
      ...chosen
        .flatMap((of) => Array.from({ length: seeds }, (_, i) => ({ of, seed: experiment.search.seed + 1 + i, queued: undefined })))
        .filter(({ of, seed }) => !made.has(`${of.architectureHash}/${seed}`)),
    ];
  }

  /** How many are still to be trained. */
  get length(): number {
    return this.left.length;
  }

  async next(): Promise<Candidate | undefined> {
    const finalist = this.left.shift();
    if (!finalist) return undefined;
    const { of, seed, queued } = finalist;
    const architecture = await storedArchitecture(this.store, of);
    const trial =
      queued ??
      (await this.store.createTrial(of.study, {
        kind: 'finalist',
        label: `trial ${of.number}, seed ${seed}`,
        params: of.params,
        architecture: { hash: of.architectureHash, architecture },
        seed,
        cost: of.cost,
      }));
    return { trial, architecture, index: undefined };
  }
}
