import type { FastifyReply, FastifyRequest } from 'fastify';

/** One that reads slower than it is sent is let go: it comes back and goes on where it was. */
const MOST_WAITING_BYTES = 8 * 2 ** 20;
/** Proxies close a connection on which nothing is said. */
const SILENCE_MILLISECONDS = 15_000;
const RETRY_MILLISECONDS = 1000;

/** One open connection of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class EventStream {
  readonly #raw: FastifyReply['raw'];
  readonly #beat: NodeJS.Timeout;

  /** Answers the request; what was set on the reply, such as the headers of security, is kept. */
  constructor(reply: FastifyReply) {
    reply.hijack();
    this.#raw = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) this.#raw.setHeader(name, value);
    this.#raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    this.#raw.write(`retry: ${RETRY_MILLISECONDS}\n\n`);
    this.#beat = setInterval(() => this.#raw.write(': still here\n\n'), SILENCE_MILLISECONDS);
    this.#raw.on('close', () => clearInterval(this.#beat));
  }

  onClose(listener: () => void): void {
    this.#raw.on('close', listener);
  }

  /** Sends text that `frame` made. */
  send(text: string): void {
    if (this.#raw.destroyed) return;
    if (this.#raw.writableLength > MOST_WAITING_BYTES) this.#raw.destroy();
    else this.#raw.write(text);
  }

  end(): void {
    this.#raw.end();
  }
}

/** An event as it goes over the line. With an `id` the browser asks for what came after it when it comes back. */
export function frame(event: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Where a stream goes on: the browser's own word, sent when it reconnects, before what the page asked for at first. */
export function lastSeen({ headers }: FastifyRequest, after: number | undefined): number | undefined {
  const header = headers['last-event-id'];
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : after;
}
