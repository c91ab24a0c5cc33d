import { architectureHash } from '@isoflop/blocks';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import { trialOf } from '../baselines.js';
import type { Candidate, CandidateSource } from '../candidate.js';
import { storedArchitecture } from '../stored-architecture.js';
import type { DoneTrials, PlannedTrial } from './plan.js';

/** What the store has of a plan's trials. */
export class StoredPlan {
  private constructor(
    private readonly store: ResultsStore,
    private readonly study: string,
    private readonly trials: ReadonlyMap<string, Trial>,
  ) {}

  static async read(store: ResultsStore, study: string): Promise<StoredPlan> {
    const trials = await store.trials(study);
    return new StoredPlan(store, study, new Map(trials.map((trial) => [keyOf(trial.architectureHash, trial.seed), trial])));
  }

  readonly done: DoneTrials = (planned) => {
    const trial = this.find(planned);
    return trial === undefined || trial.state === 'queued' || trial.state === 'running' ? undefined : trial;
  };

  /** Those of a round that are not done, each recorded when it is handed out. */
  source(round: readonly PlannedTrial[]): CandidateSource & { readonly length: number } {
    const left = round.filter((planned) => this.done(planned) === undefined);
    return { length: left.length, next: async () => this.candidateOf(left.shift()) };
  }

  private async candidateOf(planned: PlannedTrial | undefined): Promise<Candidate | undefined> {
    if (planned === undefined) return undefined;
    const { architecture, seed, label, params } = planned;
    const queued = this.find(planned);
    if (queued) return { trial: queued, architecture: await storedArchitecture(this.store, queued), index: undefined };
    const trial = await this.store.createTrial(this.study, { ...trialOf(architecture, seed), kind: 'search', label, params });
    return { trial, architecture, index: undefined };
  }

  private find({ architecture, seed }: PlannedTrial): Trial | undefined {
    return this.trials.get(keyOf(architectureHash(architecture), seed));
  }
}

function keyOf(hash: string, seed: number): string {
  return `${hash}/${seed}`;
}
