import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type AppOptions, createApp } from '../app.js';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body, which must be JSON. */
  json(): Record<string, unknown>;
}

/** An API over a store of its own, and a browser's part in talking to it: it keeps cookies and sends the token of its session. */
export class ApiClient {
  #cookies = new Map<string, string>();
  #csrf: string | undefined;

  private constructor(
    readonly app: FastifyInstance,
    readonly store: ResultsStore,
    /** The page is in `page`, artifacts are in `artifacts`. */
    readonly folder: string,
  ) {}

  static async open(options: Partial<AppOptions> = {}): Promise<ApiClient> {
    const folder = mkdtempSync(join(tmpdir(), 'isoflop-api-'));
    const store = options.store ?? (await openStore('memory:', { now: () => 1_000 }));
    const page = mkdtempSync(join(folder, 'page-'));
    writeFileSync(join(page, 'index.html'), '<title>isoflop</title>');
    return new ApiClient(await createApp({ artifacts: join(folder, 'artifacts'), ...options, store, page }), store, folder);
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.send({ method: 'GET', url, headers });
  }

  /** With the token of the session, which is asked for once. */
  async write(
    method: 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body: unknown = {},
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    this.#csrf ??= (await this.get('/api/session')).json().csrfToken as string;
    return this.send({ method, url, payload: body as object, headers: { 'x-csrf-token': this.#csrf ?? '', ...headers } });
  }

  async send({ headers, ...request }: InjectOptions): Promise<ApiAnswer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.inject({ ...request, headers: { host: 'localhost:8080', ...(cookie && { cookie }), ...headers } });
    for (const { name, value } of answer.cookies) this.#cookies.set(name, value);
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: () => JSON.parse(answer.body) };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
