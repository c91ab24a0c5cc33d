import type { ResultsStore, Trial } from '@isoflop/results-store';
import type { ScalingRuleName } from '@isoflop/scaling';
import type { ArchitectureSpace, DataShape, Experiment } from '@isoflop/search-space';
import { baselineTrial, labelOf, trialOf } from './baselines.js';
import type { Candidate, CandidateSource } from './candidate.js';
import type { Suggester } from './suggester.js';

/**
 * Hands out candidates one by one, each recorded in the store before it is handed out: first those left over by an earlier
 * run, then new suggestions up to the planned number, then the baselines.
 */
export class CandidateQueue implements CandidateSource {
  private readonly left: Candidate[];
  private readonly baselines: ScalingRuleName[];
  private asked: number;
  private exhausted = false;

  constructor(
    private readonly store: ResultsStore,
    private readonly experiment: Experiment,
    private readonly space: ArchitectureSpace,
    private readonly data: DataShape,
    private readonly suggester: Suggester,
    existing: readonly Trial[],
    leftOver: readonly Candidate[],
    private readonly onExhausted: (message: string) => void,
  ) {
    this.left = [...leftOver];
    this.asked = existing.filter((trial) => trial.kind === 'search').length;
    const done = new Set(existing.filter((trial) => trial.kind === 'baseline').map((trial) => trial.label));
    this.baselines = experiment.baselines.filter((rule) => !done.has(labelOf(rule)));
  }

  async next(): Promise<Candidate | undefined> {
    const left = this.left.shift();
    if (left) return left;
    return (await this.suggestion()) ?? (await this.baseline());
  }

  private async suggestion(): Promise<Candidate | undefined> {
    const { search } = this.experiment;
    if (this.exhausted || this.asked >= search.trials) return undefined;
    const suggestion = this.suggester.ask();
    if (!suggestion) {
      this.exhausted = true;
      this.onExhausted(`the space has only ${this.asked} networks inside the budget; all are tried`);
      return undefined;
    }
    this.asked++;
    const architecture = this.space.build(suggestion.params, this.data);
    const trial = await this.store.createTrial(this.experiment.name, {
      ...trialOf(architecture, search.seed),
      kind: 'search',
      params: suggestion.params,
      ...this.suggester.unsaved(),
    });
    return { trial, architecture, index: suggestion.index };
  }

  private async baseline(): Promise<Candidate | undefined> {
    const rule = this.baselines.shift();
    const { macs } = this.experiment.budget;
    if (rule === undefined || macs === undefined) return undefined;
    const created = baselineTrial(this.space, this.data, rule, macs, this.experiment.search.seed);
    const trial = await this.store.createTrial(this.experiment.name, created);
    return { trial, architecture: created.architecture.architecture, index: undefined };
  }
}
