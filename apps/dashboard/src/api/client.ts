import type { ErrorAnswer, Issue, SessionAnswer } from './answers.js';

/** An answer that was not what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
    readonly code?: ErrorAnswer['code'],
    readonly issues: readonly Issue[] = [],
  ) {
    super(message);
  }
}

/** The server may be back soon; what it refused it will refuse again. */
export function isWorthRetrying(error: Error): boolean {
  return !(error instanceof ApiError) || error.status >= 500;
}

/** The address of something of a study. */
export function pathOf(study: string, ...rest: readonly (string | number)[]): string {
  return ['/api/studies', study, ...rest].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
}

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return (await request(path, { ...(signal === undefined ? {} : { signal }) })).json() as Promise<Answer>;
}

let session: Promise<SessionAnswer> | undefined;

/** What the server allows, read once. */
export function readSession(): Promise<SessionAnswer> {
  session ??= get<SessionAnswer>('/api/session').catch((error: unknown) => {
    session = undefined;
    throw error;
  });
  return session;
}

/** Writes something. A token that is out of date, as after the server's restart, is read again once. */
export async function send<Answer>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object = {}, isRetry = false): Promise<Answer> {
  const { csrfToken } = await readSession();
  const headers = { 'content-type': 'application/json', ...(csrfToken === null ? {} : { 'x-csrf-token': csrfToken }) };
  try {
    const response = await request(path, { method, headers, body: JSON.stringify(body) });
    return (await response.json()) as Answer;
  } catch (error) {
    if (isRetry || !(error instanceof ApiError) || error.code !== 'csrf') throw error;
    session = undefined;
    return send(method, path, body, true);
  }
}

/** Packing sixteen megabytes takes a second; on the way to the same machine it saves nothing. */
const unpacked = () => (['127.0.0.1', 'localhost', '[::1]'].includes(window.location.hostname) ? { 'x-no-compression': '1' } : {});

async function request(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, headers: { accept: 'application/json', ...unpacked(), ...init.headers } }).catch(
    (error: unknown) => {
      if (init.signal?.aborted === true) throw error;
      throw new Error('the server does not answer; is isoflop dashboard still running?', { cause: error });
    },
  );
  if (response.ok) return response;
  const answer = (await response.json().catch(() => undefined)) as ErrorAnswer | undefined;
  throw new ApiError(response.status, answer?.error ?? `the server answered ${response.status}`, answer?.code, answer?.issues);
}
