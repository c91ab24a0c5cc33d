import { TRIAL_KINDS, TRIAL_STATES, type TrialBrief, type TrialCounts, type TrialKind, type TrialState } from '@isoflop/results-store';
import type { TrialOrder as OrderBy, TrialRow } from '../schema.js';
import { DictionaryColumn, NumberColumn } from './columns.js';
import { TrialFilter } from './trial-filter.js';
import { TrialOrder } from './trial-order.js';

/** Columns of numbers, by what a trial calls them. */
const NUMBERS = [
  ...(['attempt', 'seed', 'rerunOf', 'accuracy', 'loss', 'seconds', 'imagesPerSecond', 'epochs', 'plannedEpochs', 'latencyMs'] as const),
  ...(['createdAt', 'startedAt', 'finishedAt'] as const),
];
const COSTS = ['macs', 'params', 'activations', 'weightsBytes'] as const;

const KEPT_FILTERS = 16;
/** One for all that have none. */
const NO_PARENTS: readonly number[] = [];

export type NumberName = (typeof NUMBERS)[number] | (typeof COSTS)[number];

/** All trials of a study in columns: a hundred thousand of them take some twenty megabytes and are filtered and ordered in a millisecond or so. */
export class StudyTable {
  /** Trials; number n is at index n - 1. */
  count = 0;
  /** The latest event of the study when this was read. */
  cursor = 0;
  readonly numbers = Object.fromEntries([...NUMBERS, ...COSTS].map((name) => [name, new NumberColumn()])) as Record<
    NumberName,
    NumberColumn
  >;
  readonly dimensions = new Map<string, DictionaryColumn<TrialRow['params'][string]>>();
  readonly labels = new DictionaryColumn<string>();
  readonly workers = new DictionaryColumn<string>();
  /** Numbers of trials, by index. */
  readonly parents: (readonly number[])[] = [];
  readonly reasons = new DictionaryColumn<string>();
  readonly #hashes = new DictionaryColumn<string>();
  readonly #kind = new NumberColumn();
  readonly #state = new NumberColumn();
  /** Trials of each kind in each state. */
  readonly #counted = TRIAL_KINDS.map(() => TRIAL_STATES.map(() => 0));
  readonly #orders = new Map<string, TrialOrder>();
  /** The least recently used first. */
  readonly #filters = new Map<string, TrialFilter>();

  /** `createdAt` tells a study from another of the same name. */
  constructor(readonly createdAt: number) {}

  put(trial: TrialBrief): void {
    const index = trial.number - 1;
    for (const order of this.#orders.values()) order.touch(index);
    if (index < this.count) this.#tally(index, -1);
    this.count = Math.max(this.count, trial.number);
    this.#kind.set(index, TRIAL_KINDS.indexOf(trial.kind));
    this.#state.set(index, TRIAL_STATES.indexOf(trial.state));
    this.#tally(index, 1);
    for (const name of NUMBERS) this.numbers[name].set(index, trial[name]);
    for (const name of COSTS) this.numbers[name].set(index, trial.cost[name]);
    this.#hashes.set(index, trial.architectureHash);
    this.labels.set(index, trial.label);
    this.workers.set(index, trial.worker);
    this.parents[index] = trial.parents.length === 0 ? NO_PARENTS : trial.parents;
    this.reasons.set(index, trial.reason);
    this.#putPoint(index, trial.params);
    for (const filter of this.#filters.values()) filter.look(index);
  }

  kindAt(index: number): TrialKind {
    return TRIAL_KINDS[this.#kind.at(index)]!;
  }

  stateAt(index: number): TrialState {
    return TRIAL_STATES[this.#state.at(index)]!;
  }

  get counts(): TrialCounts {
    const byState = (kind: number) =>
      Object.fromEntries(TRIAL_STATES.map((state, place) => [state, this.#counted[kind]![place]!])) as TrialCounts[TrialKind];
    return Object.fromEntries(TRIAL_KINDS.map((kind, place) => [kind, byState(place)])) as TrialCounts;
  }

  /** Indices in an order; see `TrialOrder`. */
  ordered(by: OrderBy, direction: 'ascending' | 'descending'): Uint32Array {
    const key = `${by} ${direction}`;
    let order = this.#orders.get(key);
    if (order === undefined) {
      const keyAt = by === 'number' ? (index: number) => index : (index: number) => this.numbers[by].at(index);
      order = new TrialOrder(keyAt, direction === 'ascending' ? 1 : -1);
      this.#orders.set(key, order);
    }
    return order.indices(this.count);
  }

  /** The rows that pass a test; the same key stands for the same test. */
  filtered(key: string, test: (index: number) => boolean): TrialFilter {
    let filter = this.#filters.get(key);
    if (filter === undefined) {
      filter = new TrialFilter(test);
      for (let index = 0; index < this.count; index += 1) filter.look(index);
    }
    this.#filters.delete(key);
    this.#filters.set(key, filter);
    const [oldest] = this.#filters;
    if (this.#filters.size > KEPT_FILTERS && oldest !== undefined) this.#filters.delete(oldest[0]);
    return filter;
  }

  row(index: number): TrialRow {
    const number = (name: NumberName) => this.numbers[name].get(index);
    const params: TrialRow['params'] = {};
    for (const [name, column] of this.dimensions) {
      const value = column.get(index);
      if (value !== null) params[name] = value;
    }
    return {
      number: index + 1,
      kind: this.kindAt(index),
      label: this.labels.get(index),
      rerunOf: number('rerunOf'),
      parents: [...(this.parents[index] ?? NO_PARENTS)],
      state: this.stateAt(index),
      attempt: number('attempt') ?? 0,
      worker: this.workers.get(index),
      params,
      architectureHash: this.#hashes.get(index) ?? '',
      seed: number('seed') ?? 0,
      cost: {
        macs: number('macs') ?? 0,
        params: number('params') ?? 0,
        activations: number('activations') ?? 0,
        weightsBytes: number('weightsBytes') ?? 0,
      },
      accuracy: number('accuracy'),
      loss: number('loss'),
      seconds: number('seconds'),
      imagesPerSecond: number('imagesPerSecond'),
      epochs: number('epochs'),
      plannedEpochs: number('plannedEpochs'),
      latencyMs: number('latencyMs'),
      reason: this.reasons.get(index),
      createdAt: number('createdAt') ?? 0,
      startedAt: number('startedAt'),
      finishedAt: number('finishedAt'),
    };
  }

  #putPoint(index: number, params: TrialBrief['params']): void {
    for (const [name, column] of this.dimensions) if (params[name] === undefined) column.set(index, null);
    for (const [name, value] of Object.entries(params)) {
      let column = this.dimensions.get(name);
      if (column === undefined) {
        column = new DictionaryColumn();
        this.dimensions.set(name, column);
      }
      column.set(index, value as TrialRow['params'][string]);
    }
  }

  #tally(index: number, change: 1 | -1): void {
    this.#counted[this.#kind.at(index)]![this.#state.at(index)]! += change;
  }
}
