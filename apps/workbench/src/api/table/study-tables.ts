import type { ResultsStore, StudyPosition } from '@isoflop/results-store';
import { StudyTable } from './study-table.js';

/** Trials that are read at once: the store is not kept from others for longer than some tens of milliseconds. */
const BATCH = 4000;
const EVENTS = 1000;
/** Trials that are read in the time of some look-ups. */
const QUICKLY_READ = 2000;
/** A study that is further behind is read anew. */
const MOST_MISSED_EVENTS = 20_000;
/** Studies whose tables are kept, the least recently used are dropped first. */
const KEPT = 8;

interface Entry {
  table: StudyTable | undefined;
  syncing: Promise<StudyTable> | undefined;
  waiting: Promise<StudyTable> | undefined;
}

/** Tables of the studies that are looked at, each brought up to date by what its history tells. */
export class StudyTables {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly store: ResultsStore) {}

  /** Whether a study's table is there already, be it not up to date. */
  has(study: string): boolean {
    return this.#entries.get(study)?.table !== undefined;
  }

  /** As `get`, but undefined where the table is not there yet and reading it takes a while: that is begun, and the store itself is quicker until then. */
  async getSoon(study: string): Promise<StudyTable | undefined> {
    if (!this.has(study) && (await this.store.position(study)).lastTrial > QUICKLY_READ) {
      void this.get(study).catch(ignore);
      return undefined;
    }
    return this.get(study);
  }

  /** The table with all that was in the store when this was called. Calls at the same time share one look at the store. Throws UnknownStudyError. */
  get(study: string): Promise<StudyTable> {
    const entry = this.#entry(study);
    // A look that began before this call may have missed what was written just before it.
    if (entry.syncing === undefined) return this.#start(study, entry);
    entry.waiting ??= entry.syncing.then(ignore, ignore).then(() => this.#start(study, entry));
    return entry.waiting;
  }

  #entry(study: string): Entry {
    const entry = this.#entries.get(study) ?? { table: undefined, syncing: undefined, waiting: undefined };
    this.#entries.delete(study);
    this.#entries.set(study, entry);
    const [oldest] = this.#entries;
    if (this.#entries.size > KEPT && oldest !== undefined) this.#entries.delete(oldest[0]);
    return entry;
  }

  #start(study: string, entry: Entry): Promise<StudyTable> {
    entry.waiting = undefined;
    entry.syncing = this.#sync(study, entry).finally(() => {
      entry.syncing = undefined;
    });
    return entry.syncing;
  }

  async #sync(study: string, entry: Entry): Promise<StudyTable> {
    const position = await this.store.position(study);
    const { table } = entry;
    const fresh = table === undefined || !(await this.#catchUp(study, table, position)) ? await this.#read(study, position) : table;
    fresh.cursor = position.lastEvent;
    entry.table = fresh;
    return fresh;
  }

  async #read(study: string, { createdAt, lastTrial }: StudyPosition): Promise<StudyTable> {
    const table = new StudyTable(createdAt);
    await this.#readOn(study, table, lastTrial);
    return table;
  }

  async #readOn(study: string, table: StudyTable, lastTrial: number): Promise<void> {
    const read = (after: number) => (after < lastTrial ? this.store.briefs(study, { after, limit: BATCH }) : Promise.resolve([]));
    let next = read(table.count);
    for (;;) {
      const briefs = await next;
      if (briefs.length === 0) return;
      // The database works on the next ones while these are put in.
      next = read(briefs.at(-1)!.number);
      // Whoever waits for these sees its error.
      next.catch(ignore);
      for (const brief of briefs) table.put(brief);
    }
  }

  /** False where the table is of another study, or too far behind. */
  async #catchUp(study: string, table: StudyTable, { createdAt, lastEvent, lastTrial }: StudyPosition): Promise<boolean> {
    if (createdAt !== table.createdAt || lastEvent < table.cursor || lastTrial < table.count) return false;
    const changed = await this.#changedTrials(study, table.cursor, lastEvent);
    if (changed === undefined) return false;
    const known = [...changed].filter((number) => number <= table.count);
    for (let start = 0; start < known.length; start += BATCH) {
      for (const brief of await this.store.briefs(study, { numbers: known.slice(start, start + BATCH) })) table.put(brief);
    }
    await this.#readOn(study, table, lastTrial);
    return true;
  }

  /** Numbers of trials; undefined where too much happened. */
  async #changedTrials(study: string, cursor: number, lastEvent: number): Promise<Set<number> | undefined> {
    const changed = new Set<number>();
    let after = cursor;
    for (let read = 0; after < lastEvent; read += EVENTS) {
      if (read > MOST_MISSED_EVENTS) return undefined;
      const events = await this.store.events({ study, after, limit: EVENTS });
      if (events.length === 0) break;
      for (const { trial } of events) if (trial !== null) changed.add(trial);
      after = events.at(-1)!.id;
    }
    return changed;
  }
}

const ignore = () => undefined;
