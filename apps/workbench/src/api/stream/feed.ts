import type { EventStream } from './event-stream.js';

/** One who listens, and the last event that they were told of. */
export interface Listener {
  readonly stream: EventStream;
  cursor: number;
  /** They have been told nothing yet. */
  isNew: boolean;
}

/** Looks at the store every so often while somebody listens, once for all of them. */
export abstract class Feed {
  readonly listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(
    private readonly milliseconds: number,
    /** Nobody listens any more. */
    private readonly onIdle: () => void,
  ) {}

  add(stream: EventStream, cursor: number): void {
    const listener: Listener = { stream, cursor, isNew: true };
    this.listeners.add(listener);
    stream.onClose(() => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.onIdle();
    });
    this.#timer ??= setInterval(() => void this.#tick(), this.milliseconds);
    void this.#tick();
  }

  /** Tells the listeners what is new to them. */
  protected abstract look(): Promise<void>;

  /** Where the store cannot be read just now, the next look says the same of everything that is new since. */
  async #tick(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await this.look().catch(() => undefined);
    this.#looking = false;
  }

  /** Ends all connections. */
  protected endAll(): void {
    for (const { stream } of this.listeners) stream.end();
  }
}
