export interface DownloadOptions {
  readonly connectSeconds: number;
  readonly totalSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** The body at an address. Gives up when no headers came within `connectSeconds`, so that no network is noticed soon. */
export async function download(address: string, options: DownloadOptions): Promise<Uint8Array> {
  const limit = new AbortController();
  const stopAfter = (seconds: number, what: string) =>
    setTimeout(() => limit.abort(new Error(`${what} within ${seconds} s`)), seconds * 1000);
  const forward = () => limit.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', forward);
  const total = stopAfter(options.totalSeconds, 'not complete');
  const connect = stopAfter(options.connectSeconds, 'no answer');
  try {
    const response = await fetch(address, { signal: limit.signal });
    clearTimeout(connect);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    // fetch hides the useful part ("getaddrinfo EAI_AGAIN …") in the cause.
    const { message, cause } = error as Error & { cause?: Error };
    throw new Error(cause?.message || message, { cause: error });
  } finally {
    clearTimeout(connect);
    clearTimeout(total);
    options.signal?.removeEventListener('abort', forward);
  }
}
