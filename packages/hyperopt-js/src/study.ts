import { type ObjectiveFunction, type OptimizeOptions, type OptimizeResult, optimize } from './optimize.js';
import { paretoFront } from './pareto/pareto-front.js';
import { Proposer } from './proposer.js';
import type { PrunerContext } from './pruners/pruner.js';
import { createPruner } from './pruners/registry.js';
import { Rng } from './rng.js';
import { createSampler } from './samplers/registry.js';
import type { Sampler, SamplerContext, SamplerRun } from './samplers/sampler.js';
import { CompiledSpace, type Point } from './space/compiled-space.js';
import type { ParamsOf, Space } from './space/parameter.js';
import { checkKnown, checkResult, checkTrials, knownLosses } from './study-checks.js';
import type { StudyJSON } from './study-json.js';
import type { StudyOptions } from './study-options.js';
import type { Direction, Observation, Trial, TrialRecord, TrialResult } from './trial.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Starts a study. Throws when the space is empty or an option is out of its range. */
export function createStudy<const S extends Space>(options: StudyOptions<S>): Study<S> {
  return new Study(options);
}

/** A search: hands out trials (`ask`), takes results (`tell`), and can be saved and continued at any moment. */
export class Study<S extends Space> {
  readonly space: S;
  readonly directions: readonly Direction[];
  readonly #options: StudyOptions<S>;
  readonly #sampler: Sampler;
  readonly #compiled: CompiledSpace;
  readonly #proposer: Proposer;
  readonly #context: SamplerContext;
  #run: SamplerRun;
  readonly #records: Mutable<TrialRecord<ParamsOf<S>>>[] = [];
  readonly #observations: Observation[] = [];
  readonly #finished: Observation[] = [];
  readonly #running = new Map<number, Observation>();
  readonly #queue: number[] = [];
  #best: Observation | undefined;

  /** Use `createStudy` or `Study.fromJSON`; `saved` continues a study. */
  constructor(options: StudyOptions<S>, saved?: StudyJSON) {
    this.#options = options;
    this.space = options.space;
    this.directions = options.directions ?? ['minimize'];
    this.#compiled = new CompiledSpace(options.space, options.draw, options.vary);
    checkTrials(options.trials);
    checkKnown(this.directions, options.known);
    this.#proposer = new Proposer(this.#compiled, options.feasible);
    this.#sampler = options.sampler === undefined || options.sampler === 'auto' ? createSampler('auto', {}) : options.sampler;
    const rng = saved ? Rng.fromState(saved.rng) : Rng.fromSeed(this.#sampler.seed ?? options.seed ?? 0);
    this.#context = {
      space: this.#compiled,
      objectives: this.directions.length,
      finished: this.#finished,
      running: this.#running,
      rng,
      trials: options.trials,
      known: knownLosses(this.#compiled, this.directions, options.known),
      accepts: (point) => this.#proposer.accepts(point),
    };
    if (saved) this.#restore(saved);
    this.#run = this.#sampler.start(this.#context, saved?.sampler.state);
  }

  /**
   * Continues a saved study. `options` must give again what JSON cannot hold: `feasible`, `known`, `draw`, `vary`, and a
   * sampler or pruner of your own.
   */
  static fromJSON<const S extends Space>(
    json: StudyJSON & { readonly space: S },
    options: Pick<StudyOptions<S>, 'feasible' | 'known' | 'draw' | 'vary' | 'sampler' | 'pruner'> = {},
  ): Study<S> {
    if (json.schema !== 'hyperopt-js/1')
      throw new Error(`fromJSON: schema must be 'hyperopt-js/1', got ${JSON.stringify(json.schema)}; give what toJSON() returned`);
    const { known } = json.functions;
    for (const name of ['feasible', 'draw', 'vary'] as const) {
      if (json.functions[name] && !options[name])
        throw new Error(`fromJSON: the saved study had a function ${name}, which JSON cannot hold; give it again as options.${name}`);
    }
    const missing = known.find((objective) => !options.known?.[objective]);
    if (missing !== undefined) throw new Error(`fromJSON: the saved study knew objective ${missing}; give it again as options.known`);
    const pruner = options.pruner ?? (json.pruner && createPruner(json.pruner.name, json.pruner.options));
    return new Study<S>(
      {
        space: json.space,
        directions: json.directions,
        ...options,
        sampler: options.sampler ?? createSampler(json.sampler.name, json.sampler.options),
        ...(pruner && { pruner }),
        ...(json.trials !== undefined && { trials: json.trials }),
      },
      json,
    );
  }

  /** The next trial to evaluate, or a batch of `count`. Throws when no feasible new point is found in a bounded number of tries. */
  ask(): Trial<ParamsOf<S>>;
  ask(count: number): Trial<ParamsOf<S>>[];
  ask(count?: number): Trial<ParamsOf<S>> | Trial<ParamsOf<S>>[] {
    if (count === undefined) return this.#askOne();
    if (!Number.isSafeInteger(count) || count < 1)
      throw new Error(`ask: count must be a positive integer, got ${count}; leave it out for one trial`);
    return Array.from({ length: count }, () => this.#askOne());
  }

  #askOne(): Trial<ParamsOf<S>> {
    const queued = this.#queue.shift();
    if (queued !== undefined) return { number: queued, params: this.#records[queued]!.params };
    const { point, parents } = this.#proposer.propose(this.#run, this.#context);
    return this.#open(this.#compiled.decode(point) as ParamsOf<S>, point, parents);
  }

  #open(params: ParamsOf<S>, point: Point, parents: readonly number[] = []): Trial<ParamsOf<S>> {
    const number = this.#records.length;
    const trial = { number, params, ...(parents.length > 0 && { parents }) };
    this.#records.push({ ...trial, state: 'running', reports: [] });
    const observation: Observation = { number, point, state: 'running', losses: [], violation: 0, constraints: [], reports: [] };
    this.#observations.push(observation);
    this.#running.set(number, observation);
    this.#proposer.remember(point);
    return trial;
  }

  /**
   * Reports an intermediate result and says whether to stop. Several objectives: give `values`, or `value` where exactly one
   * objective is not known without evaluating. Steps must increase.
   */
  report(
    trial: Pick<Trial<unknown>, 'number'>,
    report: { readonly step: number; readonly value?: number; readonly values?: readonly number[] },
  ): {
    prune: boolean;
  } {
    const observation = this.#runningTrial('report', trial);
    const record = this.#records[trial.number]!;
    const values = this.#reportedValues(observation, report);
    const last = record.reports.at(-1);
    if (!Number.isFinite(report.step)) throw new Error(`report: step must be a finite number, got ${report.step}; count epochs or steps`);
    if (last && report.step <= last.step)
      throw new Error(`report: steps must increase, got ${report.step} after ${last.step}; report each step once`);
    (record.reports as { step: number; values: readonly number[] }[]).push({ step: report.step, values });
    observation.reports.push({ step: report.step, losses: this.#losses(values) });
    const context: PrunerContext = { objectives: this.directions.length, trials: this.#observations };
    return { prune: this.#options.pruner?.prune(observation, context) ?? false };
  }

  /**
   * Numbers of trials that were pruned and would not be by now, the most promising first: the pruner's word on whom to `resume` before anything new is
   * tried. Empty with a pruner that cannot tell.
   */
  promotable(): readonly number[] {
    return this.#options.pruner?.promotable?.({ objectives: this.directions.length, trials: this.#observations }) ?? [];
  }

  /** Takes a pruned trial up again where it stopped: it runs once more, keeps its reports and can be told anew. */
  resume(trial: Pick<Trial<unknown>, 'number'>): Trial<ParamsOf<S>> {
    const { number } = trial;
    const [observation, record] = [this.#observations[number], this.#records[number]];
    if (!observation || !record) throw new Error(`resume: trial ${number} is unknown; give a trial that ask() returned`);
    if (observation.state !== 'pruned') throw new Error(`resume: trial ${number} must be pruned, got ${observation.state}`);
    const { params, parents, reports } = record;
    const again = { number, params, ...(parents && { parents }) };
    this.#records[number] = { ...again, state: 'running', reports };
    Object.assign(observation, { state: 'running', constraints: [], violation: 0 });
    this.#running.set(number, observation);
    this.#finished.splice(this.#finished.indexOf(observation), 1);
    // A sampler counts what it has seen of the finished ones, so it goes on as it would after a restart.
    this.#run = this.#sampler.start(this.#context, this.#run.state?.());
    return again;
  }

  #reportedValues({ point }: Observation, report: { readonly value?: number; readonly values?: readonly number[] }): readonly number[] {
    if (report.values) return checkResult('report', { values: report.values }, this.directions.length).values!;
    const open = this.directions.map((_, i) => i).filter((i) => !this.#context.known[i]);
    if (open.length !== 1 || report.value === undefined) {
      throw new Error(
        `report: needs values: one per objective (${this.directions.length}), got ${JSON.stringify(report)}; give values: [...]`,
      );
    }
    const values = this.directions.map((direction, i) =>
      i === open[0] ? report.value! : this.#context.known[i]!(point) * sign(direction),
    );
    return checkResult('report', { values }, values.length).values!;
  }

  /** Gives a trial's result. Throws, changing nothing, when the trial is unknown or told already, or the result is not valid. */
  tell(trial: Pick<Trial<unknown>, 'number'>, result: TrialResult): void {
    const observation = this.#runningTrial('tell', trial);
    this.#finish('tell', observation, result);
  }

  #finish(where: string, observation: Observation, result: TrialResult): void {
    const { state = 'complete', values, constraints, reason } = checkResult(where, result, this.directions.length);
    const losses = values ? this.#losses(values) : [];
    for (const [i, known] of this.#context.known.entries()) {
      if (known && values) checkKnownValue(where, i, values[i]!, known(observation.point) * sign(this.directions[i]!));
    }
    const record = this.#records[observation.number]!;
    Object.assign(record, { state }, values && { values }, constraints && { constraints }, reason !== undefined && { reason });
    observation.state = state;
    observation.losses = losses;
    observation.constraints = constraints ?? [];
    observation.violation = observation.constraints.reduce((sum, constraint) => sum + Math.max(0, constraint), 0);
    this.#running.delete(observation.number);
    if (this.#queue.includes(observation.number)) this.#queue.splice(this.#queue.indexOf(observation.number), 1);
    this.#finished.push(observation);
    if (this.directions.length === 1 && isBetter(observation, this.#best)) this.#best = observation;
  }

  #losses(values: readonly number[]): number[] {
    return values.map((value, i) => value * sign(this.directions[i]!) + 0);
  }

  #runningTrial(where: string, { number }: Pick<Trial<unknown>, 'number'>): Observation {
    const running = this.#running.get(number);
    if (running) return running;
    const record = this.#records[number];
    if (!record)
      throw new Error(`${where}: trial ${number} is unknown; give a trial that ask() returned (0 to ${this.#records.length - 1})`);
    throw new Error(`${where}: trial ${number} was told already (${record.state}); tell each trial once`);
  }

  /** Runs the ask-and-tell loop on an objective until trials, time, signal, space or a stop rule ends it. */
  optimize(objective: ObjectiveFunction<ParamsOf<S>>, options: OptimizeOptions): Promise<OptimizeResult> {
    return optimize(this, objective, options);
  }

  /**
   * Opens a trial of these params, which `ask` hands out before anything the sampler would suggest. Throws when they are not of the space
   * or not feasible.
   * @returns the number of the trial.
   */
  enqueue(params: ParamsOf<S>): number {
    const point = this.#compiled.encode(params);
    if (!this.#proposer.isFeasible(params))
      throw new Error(`enqueue: feasible rejects ${JSON.stringify(params)}; ask() must not return it, so leave it out`);
    const { number } = this.#open(structuredClone(params), point);
    this.#queue.push(number);
    return number;
  }

  /** Adds a finished trial from elsewhere (warm start) and returns its number. */
  add(trial: TrialResult & { readonly params: ParamsOf<S> }): number {
    const { params, ...result } = trial;
    const point = this.#compiled.encode(params);
    checkResult('add', result, this.directions.length);
    const { number } = this.#open(structuredClone(params), point);
    this.#finish('add', this.#observations[number]!, result);
    return number;
  }

  /** The best feasible complete trial of a study with one objective; undefined before there is one. */
  get best(): TrialRecord<ParamsOf<S>> | undefined {
    if (this.directions.length !== 1)
      throw new Error(`best: the study has ${this.directions.length} objectives and no single best trial; use front`);
    return this.#best && this.#records[this.#best.number];
  }

  /** The feasible complete trials that no other dominates, by number. */
  get front(): TrialRecord<ParamsOf<S>>[] {
    const usable = this.#observations.filter(({ state, violation }) => state === 'complete' && violation === 0);
    return paretoFront(usable.map(({ losses }) => losses)).map((index) => this.#records[usable[index]!.number]!);
  }

  /** Every trial by number. */
  get trials(): readonly TrialRecord<ParamsOf<S>>[] {
    return this.#records;
  }

  /** Why the sampler suggested the last point as it did, where it says so (the auto sampler names its choice). */
  get reason(): string | undefined {
    return this.#run.reason?.();
  }

  /** The whole study as plain JSON; `Study.fromJSON` continues it to the bit. */
  toJSON(): StudyJSON & { readonly space: S } {
    return { ...this.state(), records: structuredClone(this.#records), told: this.#finished.map(({ number }) => number) };
  }

  /**
   * What `toJSON` gives, without what grows with the number of trials: for callers that save after each trial and keep the records (`trials`) and the
   * order in which they were told themselves.
   */
  state(): Omit<StudyJSON, 'records' | 'told'> & { readonly space: S } {
    const { pruner, trials, feasible, draw, vary, known = {} } = this.#options;
    const state = this.#run.state?.();
    const copy = <T>(value: T): T => structuredClone(value);
    return {
      schema: 'hyperopt-js/1',
      space: copy(this.space),
      directions: [...this.directions],
      ...(trials !== undefined && { trials }),
      sampler: { name: this.#sampler.name, options: copy(this.#sampler.options), ...(state !== undefined && { state: copy(state) }) },
      ...(pruner && { pruner: { name: pruner.name, options: copy(pruner.options) } }),
      rng: this.#context.rng.state(),
      queue: copy(this.#queue),
      functions: {
        feasible: feasible !== undefined,
        draw: draw !== undefined,
        vary: vary !== undefined,
        known: Object.keys(known).map(Number),
      },
    };
  }

  #restore(saved: StudyJSON): void {
    for (const { params, parents, reports } of saved.records) {
      const point = this.#compiled.encode(params);
      const { number } = this.#open(structuredClone(params) as ParamsOf<S>, point, structuredClone(parents));
      (this.#records[number] as { reports: unknown }).reports = structuredClone(reports);
      for (const { step, values } of reports) this.#observations[number]!.reports.push({ step, losses: this.#losses(values) });
    }
    for (const number of saved.told) {
      const { state, values, constraints, reason } = saved.records[number]!;
      const result = {
        state: state as 'complete',
        ...(values && { values }),
        ...(constraints && { constraints }),
        ...(reason !== undefined && { reason }),
      };
      this.#finish('fromJSON', this.#observations[number]!, structuredClone(result));
    }
    this.#queue.push(...saved.queue);
  }
}

function sign(direction: Direction): 1 | -1 {
  return direction === 'minimize' ? 1 : -1;
}

function isBetter(a: Observation, b: Observation | undefined): boolean {
  return a.state === 'complete' && a.violation === 0 && (b === undefined || a.losses[0]! < b.losses[0]!);
}

function checkKnownValue(where: string, objective: number, told: number, known: number): void {
  if (Math.abs(told - known) <= 1e-6 * Math.max(1, Math.abs(known))) return;
  throw new Error(
    `${where}: objective ${objective} is known to be ${known} for these params, got ${told}; tell the known value or correct known`,
  );
}
