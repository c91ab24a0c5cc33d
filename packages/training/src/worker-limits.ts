import { TrainingError } from './errors.js';
import { residentBytes } from './process-memory.js';

/** What a worker may take before it is killed. */
export interface WorkerLimits {
  /** From the start of the process. */
  readonly timeoutSeconds: number;
  /** Longest silence: a worker that can still answer says so every second. Never silent enough unless given. */
  readonly silentSeconds?: number;
  /** Largest resident memory: checked by the worker after every step, and from outside several times a second where the system tells it. */
  readonly memoryBytes?: number;
}

// setTimeout takes at most 31 bits and fires at once beyond them.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** Silence is counted in looks at it, and not by a clock, so that time during which the machine slept does not count. */
const LOOKS = 10;
const MEMORY_LOOK_MS = 200;

/** Watches over a worker until `end`, and calls `stop` with the reason when it breaks a limit. `heard` is for each of its messages. */
export function watchLimits(pid: number | undefined, limits: WorkerLimits, stop: (reason: TrainingError) => void) {
  const { timeoutSeconds, silentSeconds, memoryBytes } = limits;
  const tooLong = () =>
    stop(new TrainingError('timeout', `worker: must end within ${timeoutSeconds} s, was stopped; allow more time or train less`));
  const timers = [setTimeout(tooLong, Math.min(timeoutSeconds * 1000, LONGEST_TIMEOUT_MS))];
  let silentLooks = 0;
  if (silentSeconds !== undefined) {
    const look = () => {
      if (++silentLooks < LOOKS) return;
      stop(new TrainingError('hung', `worker: must answer within ${silentSeconds} s, was silent and is stopped; see its log`));
    };
    timers.push(setInterval(look, (silentSeconds * 1000) / LOOKS));
  }
  if (memoryBytes !== undefined && pid !== undefined) {
    const look = () => {
      const bytes = residentBytes(pid);
      if (bytes !== undefined && bytes > memoryBytes) stop(memoryError(memoryBytes, bytes));
    };
    timers.push(setInterval(look, MEMORY_LOOK_MS));
  }
  return {
    heard: () => {
      silentLooks = 0;
    },
    end: () => timers.forEach(clearTimeout),
  };
}

export function memoryError(limit: number, bytes: number): TrainingError {
  return new TrainingError(
    'out-of-memory',
    `worker: resident memory must stay under ${limit} bytes, got ${bytes}; use a smaller network or batch`,
  );
}
