import { setTimeout } from 'node:timers/promises';
import { explainPostgresError, isConnectionLost } from './postgres-error.js';

const DEFAULT_RECONNECT_SECONDS = 600;
const LONGEST_PAUSE_MS = 5000;

export interface ReconnectOptions {
  /** How long a call waits for a server that went away, such as during a restart: 600 unless given. Opening does not wait. */
  readonly reconnectSeconds?: number;
  /** Told each time the server has gone away and the call waits for it. */
  readonly onDisconnect?: (problem: string) => void;
}

/** Tries again, after ever longer pauses, while the server is away, for as long as the options say. What may be half done must be safe to do again. */
export async function reconnecting<Result>(
  attempt: () => Promise<Result>,
  location: string,
  { reconnectSeconds = DEFAULT_RECONNECT_SECONDS, onDisconnect }: ReconnectOptions,
): Promise<Result> {
  const startedMs = performance.now();
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      const waitedSeconds = (performance.now() - startedMs) / 1000;
      if (!isConnectionLost(error) || waitedSeconds >= reconnectSeconds) throw explainPostgresError(error, location);
      onDisconnect?.((explainPostgresError(error, location) as Error).message);
      await setTimeout(pauseMs);
    }
  }
}
