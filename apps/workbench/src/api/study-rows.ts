import type { ResultsStore, Study, StudyPosition, TrialCounts } from '@isoflop/results-store';
import { budgetOf } from '@isoflop/search';
import { budgetRanges } from '@isoflop/search-space';
import { hypervolume } from 'hyperopt-js';
import type { StudyRow, TrialRow } from './schema.js';
import { specFactsOf } from './spec-facts.js';
import { frontOf } from './table/front.js';
import { pace } from './table/pace.js';
import type { StudyTable } from './table/study-table.js';
import type { StudyTables } from './table/study-tables.js';
import { trialRowOf } from './trial-rows.js';

/** What of a study only changes with an event of it. */
interface Known {
  readonly createdAt: number;
  readonly lastEvent: number;
  readonly row: Omit<StudyRow, 'runner' | 'etaSeconds'>;
}

interface Found {
  readonly counts: TrialCounts;
  readonly best: TrialRow | null;
  readonly front: readonly Pick<TrialRow, 'accuracy' | 'cost'>[];
}

/** Lines of a study list. They are made anew only after an event of the study. */
export class StudyRows {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly store: ResultsStore,
    private readonly tables: StudyTables,
  ) {}

  async all(): Promise<StudyRow[]> {
    const positions = await this.store.positions();
    const names = new Set(positions.map(({ name }) => name));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
    return Promise.all(positions.map((position) => this.of(position)));
  }

  async named(study: string): Promise<StudyRow> {
    return this.of(await this.store.position(study));
  }

  async of(position: StudyPosition): Promise<StudyRow> {
    const { name, createdAt, lastEvent, runner } = position;
    // One that is being run is asked for again and again.
    const table = runner?.alive === true || this.tables.has(name) ? await this.tables.getSoon(name) : undefined;
    let known = this.#known.get(name);
    if (known === undefined || known.createdAt !== createdAt || known.lastEvent !== lastEvent || lastEvent === 0) {
      known = { createdAt, lastEvent, row: await this.#row(name, table) };
      this.#known.set(name, known);
    }
    const { row } = known;
    return {
      ...row,
      runner: runner === undefined ? null : { pid: runner.pid, host: runner.host, alive: runner.alive },
      etaSeconds: table !== undefined && runner?.alive === true ? etaSeconds(row, pace(table, runner.acquiredAt)) : null,
    };
  }

  async #row(name: string, table: StudyTable | undefined): Promise<Known['row']> {
    const study = await this.store.study(name);
    const { dataset, budget, search } = specFactsOf(study.spec);
    const { counts, best, front } = table === undefined ? await this.#lookUp(study) : inTable(study, table);
    const annotation = (await this.store.annotations(name)).find(({ trial }) => trial === null);
    return {
      name,
      state: study.state,
      request: study.request,
      createdAt: study.createdAt,
      updatedAt: await this.#updatedAt(study),
      dataset,
      sampler: search.sampler,
      budget,
      budgetMacs: budget.macs ?? null,
      plannedTrials: search.trials,
      counts,
      best,
      frontSize: front.length,
      hypervolume: hypervolumeOf(front, budget.macs),
      note: annotation?.note ?? '',
      tags: [...(annotation?.tags ?? [])],
    };
  }

  async #lookUp({ name, spec }: Study): Promise<Found> {
    const { counts, best } = await this.store.summary(name);
    const front = await this.store.front(name, { within: budgetRanges(budgetOf(spec)) });
    return { counts, best: best === undefined ? null : trialRowOf(best), front: front.map(trialRowOf) };
  }

  async #updatedAt({ name, createdAt }: Study): Promise<number> {
    const { lastEvent } = await this.store.position(name);
    const [event] = lastEvent === 0 ? [] : await this.store.events({ study: name, after: lastEvent - 1, limit: 1 });
    return event?.at ?? createdAt;
  }
}

function inTable({ spec }: Study, table: StudyTable): Found {
  const front = frontOf(table, { cost: 'macs', kind: 'search', within: budgetRanges(budgetOf(spec)) });
  const best = table
    .ordered('accuracy', 'descending')
    .find((index) => table.stateAt(index) === 'complete' && table.kindAt(index) === 'search');
  return { counts: table.counts, best: best === undefined ? null : table.row(best), front: front.map((index) => table.row(index)) };
}

/** As `isoflop search` reports it: 0 is nothing, 1 would be full accuracy at no cost. */
export function hypervolumeOf(front: Found['front'], budgetMacs: number | undefined): number | null {
  if (budgetMacs === undefined) return null;
  const points = front.map(({ accuracy, cost }) => [1 - (accuracy ?? 0), cost.macs / budgetMacs]);
  return hypervolume(points, [1, 1]);
}

function etaSeconds({ plannedTrials, counts: { search } }: Known['row'], trialsPerSecond: number | undefined): number | null {
  if (plannedTrials === null || trialsPerSecond === undefined) return null;
  return Math.max(0, plannedTrials - search.complete - search.pruned - search.failed) / trialsPerSecond;
}
