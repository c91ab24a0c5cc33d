import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CheckpointOptions } from './checkpoint/checkpoints.js';
import { temporaryName } from './data/cache.js';
import { DivergedError, TrainingError, tellsOutOfMemory } from './errors.js';
import type { EpochMetrics, TrainJob, TrainResult } from './job.js';
import { LastLines } from './last-lines.js';
import { workerEnvironment } from './worker-environment.js';
import type { WorkerMessage, WorkerTask } from './worker-protocol.js';

export interface RunInProcessOptions {
  /** From the start of the process; then it is killed. */
  readonly timeoutSeconds: number;
  /** Where the worker writes the trained weights, whole or not at all. */
  readonly weightsFile?: string;
  /** Where the worker keeps the run, and where it goes on from; see `TrainOptions.checkpoint`. */
  readonly checkpoint?: CheckpointOptions;
  /** Largest resident memory; checked after every step. */
  readonly memoryBytes?: number;
  /** `restored` for an epoch that an earlier attempt trained. */
  readonly onEpoch?: (metrics: EpochMetrics, restored: boolean) => void;
  readonly log?: (line: string) => void;
  /** Kills the worker. */
  readonly signal?: AbortSignal;
  /** Threads that TensorFlow may use, 1 unless told: one process per core trains more candidates than one process on all cores. */
  readonly threads?: number;
  /** The worker's program, for tests. */
  readonly workerFile?: string;
}

// setTimeout takes at most 31 bits and fires at once beyond them.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Trains one candidate in a process of its own, so that whatever happens to it is a result and its memory goes back to the system. Rejects
 * with a TrainingError (or its DivergedError), which says why and carries the last lines of the worker's stderr; or with what `onEpoch` or
 * `log` threw. The worker ignores SIGINT and ends when this process does.
 */
export async function runInProcess(job: TrainJob, options: RunInProcessOptions): Promise<TrainResult> {
  const { weightsFile, checkpoint, memoryBytes, signal } = options;
  if (signal?.aborted) throw new TrainingError('cancelled', 'worker: cancelled before it started');
  const worker = fork(options.workerFile ?? fileURLToPath(new URL('./worker.js', import.meta.url)), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...workerEnvironment(options.threads ?? 1), ...process.env },
  });
  const stderr = new LastLines(20);
  worker.stderr?.on('data', (chunk) => stderr.add(String(chunk)));
  let stopped: TrainingError | undefined;
  const stop = (reason: TrainingError) => {
    stopped = reason;
    worker.kill('SIGKILL');
  };
  const cancel = () => stop(new TrainingError('cancelled', 'worker: cancelled'));
  signal?.addEventListener('abort', cancel);
  const limit = setTimeout(
    () =>
      stop(new TrainingError('timeout', `worker: must end within ${options.timeoutSeconds} s, was stopped; allow more time or train less`)),
    Math.min(options.timeoutSeconds * 1000, LONGEST_TIMEOUT_MS),
  );
  const task: WorkerTask = {
    job,
    ...(weightsFile && { weightsFile }),
    ...(checkpoint && { checkpoint }),
    ...(memoryBytes && { memoryBytes }),
  };
  try {
    const { last, ending } = await converse(worker, task, options);
    if (last?.kind === 'result') return last.result;
    for (const file of [weightsFile, checkpoint?.file]) {
      if (file && worker.pid) await rm(temporaryName(file, worker.pid), { force: true });
    }
    throw failureOf(last, stopped, ending, stderr.lines());
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Sends the task, passes messages on, and resolves when the process is gone: with its last word, if any, and how it ended. */
function converse(
  worker: ChildProcess,
  task: WorkerTask,
  { onEpoch, log }: RunInProcessOptions,
): Promise<{ last: WorkerMessage | undefined; ending: string }> {
  return new Promise((resolve, reject) => {
    let last: WorkerMessage | undefined;
    worker.on('message', (message: WorkerMessage) => {
      try {
        if (message.kind === 'epoch') onEpoch?.(message.metrics, message.restored);
        else if (message.kind === 'log') log?.(message.line);
        else last = message;
      } catch (error) {
        worker.kill('SIGKILL');
        reject(error);
      }
    });
    worker.on('error', (error) => resolve({ last, ending: `could not be started or spoken to: ${error.message}` }));
    worker.on('close', (code, killedBy) =>
      resolve({ last, ending: killedBy ? `was killed by ${killedBy}` : `ended with exit code ${code}` }),
    );
    // A worker that dies at once closes the channel first; `close` tells the rest.
    worker.send(task, () => {});
  });
}

function failureOf(
  last: WorkerMessage | undefined,
  stopped: TrainingError | undefined,
  ending: string,
  stderr: readonly string[],
): TrainingError {
  if (last?.kind === 'diverged') return new DivergedError(last.epoch, last.step, last.loss, stderr);
  if (last?.kind === 'failure') return new TrainingError(last.reason, last.message, stderr);
  if (stopped) return new TrainingError(stopped.reason, stopped.message, stderr);
  const reason = stderr.some(tellsOutOfMemory) ? 'out-of-memory' : 'crashed';
  return new TrainingError(reason, `worker: must end with a result, ${ending}; see its last lines`, stderr);
}
