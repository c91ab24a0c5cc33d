import { type Cost, costOf } from '@isoflop/blocks';
import type { Json, SamplerRecord, Trial as StoredTrial } from '@isoflop/results-store';
import { type ArchitectureSpace, brokenLimits, type DataShape, type Experiment, type Params } from '@isoflop/search-space';
import {
  createStudy,
  HyperbandPruner,
  RandomSampler,
  type Space,
  SpaceExhaustedError,
  Study,
  SuccessiveHalvingPruner,
  TPESampler,
} from 'hyperopt-js';
import { SamplerMemory, withRecords } from './sampler-memory.js';

/** Suggests candidates inside the budget and learns from their results; its state goes into the results store. */
export class Suggester {
  private readonly study: Study<Space>;
  private readonly memory: SamplerMemory;

  /** `saved` and `records` go on where an earlier run stopped; `told` are the search trials of the store, in order. */
  constructor(
    experiment: Experiment,
    private readonly space: ArchitectureSpace,
    private readonly data: DataShape,
    saved?: Json,
    records: readonly SamplerRecord[] = [],
    told: readonly StoredTrial[] = [],
  ) {
    const feasible = (params: object) => brokenLimits(this.costOf(params as Params), experiment.budget).length === 0;
    const known = { 1: (params: object) => this.costOf(params as Params).macs };
    const { search } = experiment;
    this.study = saved
      ? Study.fromJSON(withRecords(saved, records), { feasible, known })
      : createStudy({
          space: space.dimensions,
          directions: ['maximize', 'minimize'],
          sampler: samplerFor(search),
          ...(search.fidelity && { pruner: prunerFor(search.fidelity) }),
          seed: search.seed,
          trials: search.trials,
          feasible,
          known,
        });
    this.memory = new SamplerMemory(this.study, records);
    for (const [index, trial] of told.entries()) this.catchUp(index, trial);
  }

  /** The next candidate: its place in the order asked, counted from 0, and its point. Undefined when the space has no other. */
  ask(): { readonly index: number; readonly params: Params } | undefined {
    try {
      const { number, params } = this.study.ask();
      this.memory.changed(number);
      return { index: number, params: params as Params };
    } catch (error) {
      if (error instanceof SpaceExhaustedError) return undefined;
      throw error;
    }
  }

  /** Whether the candidate with this index should be stopped after an epoch in which it came to `accuracy`. */
  report(index: number, epoch: number, accuracy: number): boolean {
    const last = this.study.trials[index]?.reports.at(-1)?.step ?? 0;
    // A candidate whose runner died is trained again, and its first epochs were judged already.
    if (epoch <= last) return false;
    this.memory.changed(index);
    return this.study.report({ number: index }, { step: epoch, value: accuracy }).prune;
  }

  /** The result of the candidate with this index. */
  tell(index: number, trial: StoredTrial): void {
    this.memory.told(index);
    const reason = trial.reason ?? trial.state;
    if (trial.state === 'complete') this.study.tell({ number: index }, { values: [trial.accuracy ?? 0, trial.cost.macs] });
    else this.study.tell({ number: index }, { state: trial.state === 'pruned' ? 'pruned' : 'failed', reason });
  }

  /** What must be saved to go on to the bit: all of it but records that are as they were when this was called before. */
  unsaved(): { readonly samplerState: Json; readonly samplerRecords: readonly SamplerRecord[] } {
    return { samplerState: this.study.state() as unknown as Json, samplerRecords: this.memory.takeChanged() };
  }

  costOf(params: Params): Cost {
    return costOf(this.space.build(params, this.data));
  }

  /** The saved state may be older than a trial's result: the result was stored, the state after it was not. */
  private catchUp(index: number, trial: StoredTrial): void {
    const final = trial.state === 'complete' || trial.state === 'failed' || trial.state === 'pruned';
    if (final && this.study.trials[index]?.state === 'running') this.tell(index, trial);
  }
}

function samplerFor(search: Experiment['search']) {
  if (search.sampler === 'random') return new RandomSampler({ seed: search.seed });
  if (search.sampler === 'tpe') return new TPESampler({ seed: search.seed });
  return 'auto' as const;
}

/** Rungs are a constant factor apart, so the first two tell them all. The last is the end, where nothing is left to stop. */
function prunerFor({ method, epochs }: NonNullable<Experiment['search']['fidelity']>) {
  const [first, second] = epochs;
  const factor = second / first;
  if (method === 'asha') return new SuccessiveHalvingPruner({ first, factor });
  return new HyperbandPruner({ first, factor, last: epochs[epochs.length - 1] });
}
