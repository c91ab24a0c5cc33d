import { type ResultsStore, type StudyPosition, UnknownStudyError } from '@isoflop/results-store';
import type { StudyRow, StudyStream } from '../schema.js';
import { eventOf } from '../studies.js';
import type { StudyRows } from '../study-rows.js';
import type { StudyTables } from '../table/study-tables.js';
import { frame } from './event-stream.js';
import { Feed, type Listener } from './feed.js';
import { RunningCurves } from './running-curves.js';

const LOOK_MILLISECONDS = 500;
/** Events of one message. */
const BATCH = 500;
/** Who missed more reads everything again, which is quicker. Ids are of the whole store, so this is the most that it can be. */
const MOST_MISSED_EVENTS = 20_000;

export interface FeedContext {
  readonly store: ResultsStore;
  readonly tables: StudyTables;
  readonly rows: StudyRows;
}

/**
 * Tells those who look at a study what happens in it, in the words of the store's own history: ids are those of its events, so that they mean the same after a
 * restart of this server, and to another one.
 */
export class StudyFeed extends Feed {
  readonly #curves: RunningCurves;
  #createdAt: number | undefined;
  #runner: string | undefined;

  constructor(
    private readonly context: FeedContext,
    private readonly study: string,
    onIdle: () => void,
  ) {
    super(LOOK_MILLISECONDS, onIdle);
    this.#curves = new RunningCurves(context.store, study);
  }

  protected async look(): Promise<void> {
    const position = await this.#position();
    if (position === undefined) return this.endAll();
    const { lastEvent, createdAt } = position;
    const isOther = this.#createdAt !== undefined && this.#createdAt !== createdAt;
    this.#createdAt = createdAt;
    for (const [cursor, listeners] of byCursor(this.listeners)) {
      const missed = isOther || cursor > lastEvent || lastEvent - cursor > MOST_MISSED_EVENTS;
      if (missed) this.#tell(listeners, 'reset', { cursor: lastEvent }, lastEvent);
      else if (cursor < lastEvent) await this.#tellChanges(listeners, cursor, position);
    }
    await this.#tellRunner(position);
    await this.#tellCurves();
  }

  async #position(): Promise<StudyPosition | undefined> {
    try {
      return await this.context.store.position(this.study);
    } catch (error) {
      if (error instanceof UnknownStudyError) return undefined;
      throw error;
    }
  }

  async #tellChanges(listeners: readonly Listener[], from: number, position: StudyPosition): Promise<void> {
    const { store, tables, rows } = this.context;
    for (let cursor = from; cursor < position.lastEvent; ) {
      const events = await store.events({ study: this.study, after: cursor, limit: BATCH });
      if (events.length === 0) return;
      // What they know is of another study of this name, which was deleted.
      if (from > 0 && events.some(({ kind }) => kind === 'study-created')) {
        return this.#tell(listeners, 'reset', { cursor: position.lastEvent }, position.lastEvent);
      }
      cursor = events.at(-1)!.id;
      const table = await tables.get(this.study);
      const numbers = new Set(events.flatMap(({ trial }) => (trial !== null && trial <= table.count ? [trial] : [])));
      const message: StudyStream['change'] = {
        cursor,
        events: events.map(eventOf),
        trials: [...numbers].map((number) => table.row(number - 1)),
        study: await rows.of(position),
      };
      this.#tell(listeners, 'change', message, cursor);
    }
  }

  /** That a process died is no event of the store. */
  async #tellRunner(position: StudyPosition): Promise<void> {
    const { runner } = position;
    const now = runner === undefined ? '' : `${runner.pid} ${runner.host} ${runner.alive}`;
    const before = this.#runner;
    this.#runner = now;
    if (before === undefined || before === now) return;
    const study: StudyRow = await this.context.rows.of(position);
    this.#tell([...this.listeners], 'study', { study });
  }

  async #tellCurves(): Promise<void> {
    const fresh = [...this.listeners].filter(({ isNew }) => isNew);
    const others = [...this.listeners].filter(({ isNew }) => !isNew);
    const { all, added } = await this.#curves.read(await this.context.tables.get(this.study));
    if (all.length > 0) this.#tell(fresh, 'curves', { curves: all });
    if (added.length > 0) this.#tell(others, 'curves', { curves: added });
    for (const listener of fresh) listener.isNew = false;
  }

  #tell<Event extends keyof StudyStream>(listeners: readonly Listener[], event: Event, data: StudyStream[Event], id?: number): void {
    if (listeners.length === 0) return;
    const text = frame(event, data, id);
    for (const listener of listeners) {
      if (id !== undefined) listener.cursor = id;
      listener.stream.send(text);
    }
  }
}

/** Those who know the same are told the same. */
export function byCursor(listeners: Iterable<Listener>): ReadonlyMap<number, readonly Listener[]> {
  const groups = new Map<number, Listener[]>();
  for (const listener of listeners) groups.set(listener.cursor, [...(groups.get(listener.cursor) ?? []), listener]);
  return groups;
}
