/** A program's part in talking to a server over the network: it reads the session once and sends its token. */
export class HttpClient {
  #session: { readonly token: string; readonly cookie: string } | undefined;

  constructor(readonly url: string) {}

  // biome-ignore lint/suspicious/noExplicitAny: tests look into what they expect.
  async get(path: string): Promise<any> {
    return answerOf(await fetch(`${this.url}/api/${path}`));
  }

  async bytes(path: string): Promise<Uint8Array> {
    const response = await fetch(`${this.url}/api/${path}`);
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into what they expect.
  async post(path: string, body: object = {}): Promise<any> {
    return this.#write('POST', path, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into what they expect.
  async delete(path: string): Promise<any> {
    return this.#write('DELETE', path, {});
  }

  async #write(method: 'POST' | 'DELETE', path: string, body: object): Promise<unknown> {
    this.#session ??= await this.#begin();
    const headers = { 'content-type': 'application/json', 'x-csrf-token': this.#session.token, cookie: this.#session.cookie };
    return answerOf(await fetch(`${this.url}/api/${path}`, { method, headers, body: JSON.stringify(body) }));
  }

  async #begin() {
    const response = await fetch(`${this.url}/api/session`);
    const { csrfToken } = (await response.json()) as { csrfToken: string };
    return { token: csrfToken, cookie: response.headers.getSetCookie().join('; ') };
  }
}

/** Throws where the server refused, with its words. */
async function answerOf(response: Response): Promise<unknown> {
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Error(`${response.status}: ${(answer as { error: string }).error}`);
}
