import type { StudyPosition } from '@isoflop/results-store';
import type { ListStream } from '../schema.js';
import { frame } from './event-stream.js';
import { Feed, type Listener } from './feed.js';
import { byCursor, type FeedContext } from './study-feed.js';

const LOOK_MILLISECONDS = 1000;

/** Tells those who look at the list of studies which lines of it are different now. */
export class ListFeed extends Feed {
  /** What the last look saw, by name. */
  #seen: ReadonlyMap<string, string> | undefined;

  constructor(
    private readonly context: FeedContext,
    onIdle: () => void,
  ) {
    super(LOOK_MILLISECONDS, onIdle);
  }

  protected async look(): Promise<void> {
    const cursor = await this.context.store.lastEvent();
    const positions = await this.context.store.positions();
    const before = this.#seen ?? new Map<string, string>();
    const now = new Map(positions.map((position) => [position.name, signOf(position)]));
    this.#seen = now;
    const gone = [...before.keys()].filter((name) => !now.has(name));
    const different = positions.filter(({ name }) => before.size > 0 && before.get(name) !== now.get(name));
    for (const [known, listeners] of byCursor(this.listeners)) {
      if (known > cursor) this.#tell(listeners, 'reset', { cursor }, cursor);
      for (const name of gone) this.#tell(listeners, 'gone', { name });
      const later = positions.filter(({ lastEvent }) => lastEvent > known);
      const changed = [...new Set([...later, ...different])];
      if (changed.length === 0) continue;
      const studies = await Promise.all(changed.map((position) => this.context.rows.of(position)));
      this.#tell(listeners, 'change', { cursor, studies }, cursor);
    }
  }

  #tell<Event extends keyof ListStream>(listeners: readonly Listener[], event: Event, data: ListStream[Event], id?: number): void {
    const text = frame(event, data, id);
    for (const listener of listeners) {
      if (id !== undefined) listener.cursor = id;
      listener.stream.send(text);
    }
  }
}

/** Different where a line of the list is: an event, or a process that came or died. */
function signOf({ createdAt, lastEvent, runner }: StudyPosition): string {
  return `${createdAt} ${lastEvent} ${runner?.pid} ${runner?.host} ${runner?.alive}`;
}
