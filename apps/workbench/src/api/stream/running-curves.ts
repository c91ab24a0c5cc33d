import type { ResultsStore } from '@isoflop/results-store';
import type { StudyStream } from '../schema.js';
import type { StudyTable } from '../table/study-table.js';

type Curve = StudyStream['curves']['curves'][number];

/** Trials under way whose curves are followed. */
const MOST_FOLLOWED = 64;

/** What running trials have reported so far, which the store keeps without an event for each epoch. */
export class RunningCurves {
  /** Points told of, by trial and attempt. */
  #told = new Map<string, number>();

  constructor(
    private readonly store: ResultsStore,
    private readonly study: string,
  ) {}

  /** The whole curves of running trials, and what is new of them since the last call. */
  async read(table: StudyTable): Promise<{ all: Curve[]; added: Curve[] }> {
    const told = new Map<string, number>();
    const all: Curve[] = [];
    const added: Curve[] = [];
    for (const index of runningOf(table)) {
      const { id, attempt, number: trial } = await this.store.trial(this.study, index + 1);
      const metrics = (await this.store.metrics(id)).map((metric) => ({ ...metric }));
      if (metrics.length === 0) continue;
      const key = `${trial} ${attempt}`;
      all.push({ trial, attempt, metrics });
      const fresh = metrics.slice(this.#told.get(key) ?? 0);
      if (fresh.length > 0) added.push({ trial, attempt, metrics: fresh });
      told.set(key, metrics.length);
    }
    this.#told = told;
    return { all, added };
  }
}

/** Those that began last; counting first, since mostly there is none. */
function runningOf(table: StudyTable): number[] {
  const { counts } = table;
  let left = Math.min(MOST_FOLLOWED, counts.search.running + counts.baseline.running + counts.finalist.running);
  const running: number[] = [];
  for (let index = table.count - 1; index >= 0 && left > 0; index -= 1) {
    if (table.stateAt(index) !== 'running') continue;
    running.push(index);
    left -= 1;
  }
  return running;
}
