import type { Json, SamplerRecord, Trial as StoredTrial } from '@isoflop/results-store';
import { type ArchitectureSpace, brokenLimits, type Experiment, type FeasibleSampler, type Params } from '@isoflop/search-space';
import {
  createStudy,
  EvolutionSampler,
  HyperbandPruner,
  NSGA2Sampler,
  RandomSampler,
  type Space,
  SpaceExhaustedError,
  Study,
  SuccessiveHalvingPruner,
  TPESampler,
} from 'hyperopt-js';
import { SamplerMemory, withRecords } from './sampler-memory.js';

export interface SuggesterOptions {
  readonly experiment: Experiment;
  readonly space: ArchitectureSpace;
  /** Draws and varies points inside the budget. */
  readonly inside: FeasibleSampler;
  /** Where an earlier run stopped. Without it the sampler starts anew and is told what `searched` came to. */
  readonly saved?: Json | undefined;
  readonly records: readonly SamplerRecord[];
  /** The search trials of the store, by number. */
  readonly searched: readonly StoredTrial[];
}

/** Suggests candidates inside the budget and learns from their results; its state goes into the results store. */
export class Suggester {
  private readonly study: Study<Space>;
  private readonly memory: SamplerMemory;

  constructor(private readonly options: SuggesterOptions) {
    const { experiment, space, inside, saved, records, searched } = options;
    const { search } = experiment;
    const functions = {
      feasible: (params: object) => inside.contains(params as Params),
      known: { 1: (params: object) => inside.price(params as Params)?.macs ?? Number.POSITIVE_INFINITY },
      draw: (uniform: () => number) => inside.draw(uniform),
      vary: {
        mutate: (params: object, uniform: () => number) => inside.mutate(params as Params, uniform),
        cross: (a: object, b: object, uniform: () => number) => inside.cross(a as Params, b as Params, uniform),
      },
    };
    this.study = saved
      ? Study.fromJSON({ ...withRecords(saved, records), trials: search.trials }, functions)
      : createStudy({
          space: space.dimensions,
          directions: ['maximize', 'minimize'],
          sampler: samplerFor(search, searched.length),
          ...(search.fidelity && { pruner: prunerFor(search.fidelity) }),
          seed: search.seed + searched.length,
          trials: search.trials,
          ...functions,
        });
    this.memory = new SamplerMemory(this.study, records);
    this.memory.linkByPoint(searched);
    for (const trial of searched) this.catchUp(trial);
  }

  /** The next candidate: the sampler's number of it, its point, and the numbers of the trials that it was made of. Undefined when the space has no other. */
  ask(): { readonly index: number; readonly params: Params; readonly parents: readonly number[] } | undefined {
    try {
      const { number, params, parents = [] } = this.study.ask();
      this.memory.changed(number);
      return { index: number, params: params as Params, parents: parents.flatMap((parent) => this.memory.trialOf(parent) ?? []) };
    } catch (error) {
      if (error instanceof SpaceExhaustedError) return undefined;
      throw error;
    }
  }

  /** A suggestion was recorded as a trial. */
  recorded(index: number, trial: StoredTrial): void {
    this.memory.link(index, trial.number);
  }

  /**
   * The sampler's number of a trial that waits to be evaluated. One that it did not suggest itself gets one here, so that the sampler knows that it is
   * under way; undefined for a network outside the space, of which it can learn nothing.
   */
  indexOf(trial: StoredTrial): number | undefined {
    const suggested = this.memory.indexOf(trial.number);
    if (suggested !== undefined || !isPoint(trial)) return suggested;
    this.study.enqueue(trial.params as Params);
    const { number } = this.study.ask();
    this.memory.link(number, trial.number);
    return number;
  }

  /** Whether the candidate with this index should be stopped after an epoch in which it came to `accuracy`. */
  report(index: number, epoch: number, accuracy: number): boolean {
    const last = this.study.trials[index]?.reports.at(-1)?.step ?? 0;
    // A candidate whose runner died is trained again, and its first epochs were judged already.
    if (epoch <= last) return false;
    this.memory.changed(index);
    return this.study.report({ number: index }, { step: epoch, value: accuracy }).prune;
  }

  /** Numbers of trials that were stopped early and are good enough to go on by now, the most promising first. */
  promotable(): readonly number[] {
    return this.study.promotable().flatMap((index) => this.memory.trialOf(index) ?? []);
  }

  /** A trial that was stopped early goes on after all. Returns its index. */
  reopen(trial: number): number {
    const index = this.memory.indexOf(trial);
    if (index === undefined) throw new RangeError(`suggester: trial ${trial} must be one of its own, got another; see promotable`);
    this.study.resume({ number: index });
    this.memory.untold(index);
    return index;
  }

  /** The result of the candidate with this index. */
  tell(index: number, trial: StoredTrial): void {
    this.memory.told(index);
    this.study.tell({ number: index }, resultOf(trial));
  }

  /** What must be saved to go on to the bit: all of it but records that are as they were when this was called before. */
  unsaved(): { readonly samplerState: Json; readonly samplerRecords: readonly SamplerRecord[] } {
    return { samplerState: this.study.state() as unknown as Json, samplerRecords: this.memory.takeChanged() };
  }

  /**
   * Tells what the saved state does not know: the result of a trial that was stored when the state after it was not, and trials that came from
   * elsewhere. Those outside today's budget count as points that break a constraint.
   */
  private catchUp(trial: StoredTrial): void {
    const index = this.memory.indexOf(trial.number);
    if (trial.state === 'queued' || trial.state === 'running') {
      if (index !== undefined && this.study.trials[index]?.state === 'pruned') this.reopen(trial.number);
      return;
    }
    if (index !== undefined) {
      if (this.study.trials[index]?.state === 'running') this.tell(index, trial);
      return;
    }
    if (!isPoint(trial)) return;
    const broken = brokenLimits(trial.cost, this.options.experiment.budget).length;
    const added = this.study.add({ params: trial.params as Params, ...resultOf(trial), ...(broken > 0 && { constraints: [broken] }) });
    this.memory.link(added, trial.number);
    this.memory.told(added);
  }
}

/** Whether a trial is a point of the space; every space has dimensions, and a network given as such has none. */
function isPoint({ kind, params }: StoredTrial): boolean {
  return kind === 'search' && Object.keys(params).length > 0;
}

function resultOf({ state, reason, accuracy, cost }: StoredTrial) {
  if (state === 'complete') return { values: [accuracy ?? 0, cost.macs] };
  return { state: state === 'pruned' ? ('pruned' as const) : ('failed' as const), reason: reason ?? state };
}

const SAMPLERS = { random: RandomSampler, evolution: EvolutionSampler, nsga2: NSGA2Sampler, tpe: TPESampler } as const;

/** A sampler that starts late must not draw again what an earlier one drew with the same seed. */
function samplerFor({ sampler, seed }: Experiment['search'], trials: number) {
  return sampler === 'auto' ? sampler : new SAMPLERS[sampler]({ seed: seed + trials });
}

/** Rungs are a constant factor apart, so the first two tell them all. The last is the end, where nothing is left to stop. */
function prunerFor({ method, epochs }: NonNullable<Experiment['search']['fidelity']>) {
  const [first, second] = epochs;
  const factor = second / first;
  if (method === 'asha') return new SuccessiveHalvingPruner({ first, factor });
  return new HyperbandPruner({ first, factor, last: epochs[epochs.length - 1] });
}
