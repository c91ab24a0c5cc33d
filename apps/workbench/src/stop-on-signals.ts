import { EXIT } from './exit.js';
import type { Io } from './io.js';

/** The first Ctrl-C stops in good order; the second ends the process at once, which loses nothing either. `what` is what the first one does. */
export function stopOnSignals(io: Io, what: string): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    io.say(`stopping: ${what} (Ctrl-C again ends at once)`);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return controller.signal;
}
