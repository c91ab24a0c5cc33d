/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  readonly id: number | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what they expect.
  readonly data: any;
}

/** Reads server-sent events as a browser does, and keeps them. */
export class SseClient {
  readonly events: StreamEvent[] = [];
  /** Resolves when the connection ends, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  #wake: () => void = () => undefined;

  private constructor(body: ReadableStream<Uint8Array>) {
    this.ended = this.#read(body).catch(() => undefined);
  }

  /** Throws where the answer is not a stream. `lastEventId` is what a browser sends when it comes back. */
  static async open(url: string, lastEventId?: number): Promise<SseClient> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } });
    if (response.status !== 200 || response.body === null) throw new Error(`${response.status}: ${await response.text()}`);
    return new SseClient(response.body);
  }

  /** The id that a browser would send. */
  get lastId(): number | undefined {
    return this.events.findLast(({ id }) => id !== undefined)?.id;
  }

  /** Resolves when what was received so far passes. */
  async until(passes: (events: readonly StreamEvent[]) => boolean): Promise<void> {
    while (!passes(this.events)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    this.#abort.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      this.events.push(...messages.flatMap(eventOf));
      this.#wake();
    }
  }
}

function eventOf(message: string): StreamEvent[] {
  const fields = new Map(message.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  const data = fields.get('data');
  if (data === undefined) return [];
  const id = fields.get('id');
  return [{ event: fields.get('event') ?? 'message', id: id === undefined ? undefined : Number(id), data: JSON.parse(data) }];
}
