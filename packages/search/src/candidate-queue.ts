import type { NewTrial, ResultsStore, Trial } from '@isoflop/results-store';
import { type ArchitectureSpace, brokenLimits, type DataShape, type Experiment } from '@isoflop/search-space';
import { baselineTrial, trialOf } from './baselines.js';
import type { Candidate, CandidateSource } from './candidate.js';
import { isPlanned, plannedTrials } from './planned-trials.js';
import { storedArchitecture } from './stored-architecture.js';
import type { Suggester } from './suggester.js';

/** How often the store is asked for candidates that came from outside. */
const LOOK_MILLISECONDS = 1000;

export interface CandidateQueueOptions {
  readonly store: ResultsStore;
  readonly experiment: Experiment;
  readonly space: ArchitectureSpace;
  readonly data: DataShape;
  readonly suggester: Suggester;
  /** What the store has of the study. */
  readonly existing: readonly Trial[];
  /** Milliseconds. */
  readonly now: () => number;
  readonly onExhausted: (message: string) => void;
  /** A candidate came that was not planned. */
  readonly onExtra: () => void;
}

/**
 * Hands out candidates one by one, each recorded in the store before it is handed out: first those that wait in the store, left over by an earlier run
 * or put there from outside, then those that were stopped early and deserve to go on, new suggestions up to the planned number, and the baselines.
 */
export class CandidateQueue implements CandidateSource {
  private waiting: Trial[];
  private lookedAt: number;
  /** Ids of all trials that were here before or have been handed out. */
  private readonly known: Set<number>;
  private readonly baselines: NewTrial[];
  private asked: number;
  private exhausted = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CandidateQueueOptions) {
    const { existing, now } = options;
    const ours = existing.filter(({ kind }) => kind !== 'finalist');
    // What runs is with a worker of its own, and is waited for.
    this.waiting = ours.filter(({ state }) => state === 'queued' || state === 'running');
    this.lookedAt = now();
    this.known = new Set(ours.map(({ id }) => id));
    this.asked = plannedTrials(existing);
    this.baselines = missingBaselines(options);
  }

  /** How many are still to be evaluated, as far as is known. */
  get length(): number {
    return this.waiting.length + Math.max(0, this.options.experiment.search.trials - this.asked) + this.baselines.length;
  }

  /** One caller at a time: a trial that is being recorded for one must not look to another as if it came from outside. */
  next(): Promise<Candidate | undefined> {
    const candidate = this.turn.then(() => this.take());
    this.turn = candidate.catch(() => undefined);
    return candidate;
  }

  private async take(): Promise<Candidate | undefined> {
    if (this.options.now() - this.lookedAt >= LOOK_MILLISECONDS) await this.look();
    const next = (await this.stored()) ?? (await this.promotion()) ?? (await this.suggestion()) ?? (await this.baseline());
    if (next) return next;
    await this.look();
    return this.stored();
  }

  private async look(): Promise<void> {
    const { store, experiment, now } = this.options;
    this.lookedAt = now();
    const queued = await store.trials(experiment.name, { states: ['queued'], kinds: ['search', 'baseline'] });
    const arrived = queued.filter(({ id }) => !this.known.has(id));
    for (const trial of arrived) this.arrive(trial);
    this.waiting.push(...arrived);
  }

  private arrive(trial: Trial): void {
    this.known.add(trial.id);
    if (!isPlanned(trial) || this.asked >= this.options.experiment.search.trials) this.options.onExtra();
    if (isPlanned(trial)) this.asked++;
  }

  private async stored(): Promise<Candidate | undefined> {
    const trial = this.waiting.shift();
    if (trial === undefined) return undefined;
    return { trial, architecture: await storedArchitecture(this.options.store, trial), index: this.options.suggester.indexOf(trial) };
  }

  /** A candidate that was stopped at a rung, and is among the best there by now: it goes on from its checkpoint before anything new is tried. */
  private async promotion(): Promise<Candidate | undefined> {
    const { store, experiment, suggester } = this.options;
    for (const number of suggester.promotable()) {
      const stopped = await store.trial(experiment.name, number);
      if (stopped.state !== 'pruned' || brokenLimits(stopped.cost, experiment.budget).length > 0) continue;
      const index = suggester.reopen(number);
      const trial = await store.reopenTrial(stopped.id, suggester.unsaved());
      return { trial, architecture: await storedArchitecture(store, trial), index };
    }
    return undefined;
  }

  private async suggestion(): Promise<Candidate | undefined> {
    const { store, experiment, space, data, suggester } = this.options;
    const { search } = experiment;
    if (this.exhausted || this.asked >= search.trials) return undefined;
    const suggestion = suggester.ask();
    if (!suggestion) {
      this.exhausted = true;
      this.options.onExhausted(`the space has only ${this.asked} networks inside the budget; all are tried`);
      return undefined;
    }
    this.asked++;
    const { index, params, parents } = suggestion;
    const architecture = space.build(params, data);
    const sampler = suggester.unsaved();
    const recorded = trialOf(architecture, search.seed);
    const trial = await store.createTrial(experiment.name, { ...recorded, kind: 'search', params, parents, ...sampler });
    this.known.add(trial.id);
    suggester.recorded(index, trial);
    return { trial, architecture, index };
  }

  private async baseline(): Promise<Candidate | undefined> {
    const { store, experiment } = this.options;
    const baseline = this.baselines.shift();
    if (baseline === undefined) return undefined;
    const trial = await store.createTrial(experiment.name, baseline);
    this.known.add(trial.id);
    return { trial, architecture: baseline.architecture.architecture, index: undefined };
  }
}

/** The baselines that the study does not have for this budget. */
function missingBaselines({ experiment, space, data, existing }: CandidateQueueOptions): NewTrial[] {
  const { baselines, search, budget } = experiment;
  const { macs } = budget;
  if (macs === undefined) return [];
  return baselines
    .map((rule) => baselineTrial(space, data, rule, macs, search.seed))
    .filter(({ label, architecture }) => {
      const same = (trial: Trial) => trial.label === label && trial.architectureHash === architecture.hash;
      return !existing.some((trial) => trial.kind === 'baseline' && same(trial));
    });
}
