/** What is done with each kind of event, by its name. */
type Handlers = Readonly<Record<string, (data: never) => void>>;

/** How long to wait before a stream that the browser gave up is opened anew. */
const REOPEN_MS = 2000;

/**
 * Listens to a stream of changes after a cursor. A connection that is lost comes back by itself and goes on after the last event that was seen; here also
 * where the browser gives up, as it does after an answer that is no stream: a proxy's while the server behind it starts, or `too many connections`.
 */
export function listen(
  path: string,
  after: number,
  handlers: Handlers,
  onConnected: (connected: boolean) => void = () => {},
): { close(): void } {
  let [seen, timer] = [after, 0];
  let source = open();
  function open(): EventSource {
    const opened = new EventSource(`${path}?after=${seen}`);
    for (const [name, handle] of Object.entries(handlers)) {
      opened.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        if (lastEventId !== '') seen = Number(lastEventId);
        handle(JSON.parse(data) as never);
      });
    }
    opened.addEventListener('open', () => onConnected(true));
    opened.addEventListener('error', () => {
      onConnected(false);
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(() => {
        source = open();
      }, REOPEN_MS);
    });
    return opened;
  }
  return {
    close: () => {
      source.close();
      window.clearTimeout(timer);
    },
  };
}
