import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CheckpointOptions } from './checkpoint/checkpoints.js';
import { temporaryName } from './data/cache.js';
import { DivergedError, TrainingError, tellsOutOfMemory } from './errors.js';
import type { EpochMetrics, TrainJob, TrainResult } from './job.js';
import { LastLines } from './last-lines.js';
import type { Latency } from './latency/measure-latency.js';
import { outOfMemoryKills } from './process-memory.js';
import { deviceEnvironment, workerEnvironment } from './worker-environment.js';
import { type WorkerLimits, watchLimits } from './worker-limits.js';
import type { WorkerMessage, WorkerTask } from './worker-protocol.js';

export interface RunInProcessOptions extends WorkerLimits {
  /** Where the worker writes the trained weights, whole or not at all. */
  readonly weightsFile?: string;
  /** Where the worker keeps the run, and where it goes on from; see `TrainOptions.checkpoint`. */
  readonly checkpoint?: CheckpointOptions;
  /** `restored` for an epoch that an earlier attempt trained. */
  readonly onEpoch?: (metrics: EpochMetrics, restored: boolean) => void;
  /** Gets the latency that the job asked for, also where that is the reason why it is not trained. */
  readonly onLatency?: (latency: Latency) => void;
  readonly log?: (line: string) => void;
  /** Gets what the worker writes to stderr, as it comes. */
  readonly onStderr?: (text: string) => void;
  /** Kills the worker. */
  readonly signal?: AbortSignal;
  /** Threads that TensorFlow may use, 1 unless told: one process per core trains more candidates than one process on all cores. */
  readonly threads?: number;
  /** The GPU that the worker sees, as CUDA_VISIBLE_DEVICES names it; whatever this process sees unless given. */
  readonly device?: string;
  /** The worker's program, for tests. */
  readonly workerFile?: string;
}

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
    env: { ...workerEnvironment(options.threads ?? 1), ...process.env, ...deviceEnvironment(options.device) },
  });
  const stderr = new LastLines(20);
  worker.stderr?.on('data', (chunk) => {
    stderr.add(String(chunk));
    options.onStderr?.(String(chunk));
  });
  let stopped: TrainingError | undefined;
  const stop = (reason: TrainingError) => {
    stopped ??= reason;
    worker.kill('SIGKILL');
  };
  const cancel = () => stop(new TrainingError('cancelled', 'worker: cancelled'));
  signal?.addEventListener('abort', cancel);
  const limits = watchLimits(worker.pid, options, stop);
  const task: WorkerTask = {
    job,
    ...(weightsFile && { weightsFile }),
    ...(checkpoint && { checkpoint }),
    ...(memoryBytes && { memoryBytes }),
  };
  const killsBefore = outOfMemoryKills();
  try {
    const ended = await converse(worker, task, options, limits.heard);
    if (ended.last?.kind === 'result') return ended.last.result;
    for (const file of [weightsFile, checkpoint?.file]) {
      if (file && worker.pid) await rm(temporaryName(file, worker.pid), { force: true });
    }
    throw failureOf(ended, stopped, killsBefore, stderr.lines());
  } finally {
    limits.end();
    signal?.removeEventListener('abort', cancel);
  }
}

/** How a worker ended: its last word, if any, and what became of the process. */
interface Ending {
  readonly last: WorkerMessage | undefined;
  readonly told: string;
  readonly killedBy?: NodeJS.Signals;
}

/** Sends the task, passes messages on, and resolves when the process is gone: with its last word, if any, and how it ended. */
function converse(
  worker: ChildProcess,
  task: WorkerTask,
  { onEpoch, onLatency, log }: RunInProcessOptions,
  heard: () => void,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let last: WorkerMessage | undefined;
    worker.on('message', (message: WorkerMessage) => {
      heard();
      try {
        if (message.kind === 'epoch') onEpoch?.(message.metrics, message.restored);
        else if (message.kind === 'latency') onLatency?.(message.latency);
        else if (message.kind === 'log') log?.(message.line);
        else if (message.kind !== 'alive') last = message;
      } catch (error) {
        worker.kill('SIGKILL');
        reject(error);
      }
    });
    worker.on('error', (error) => resolve({ last, told: `could not be started or spoken to: ${error.message}` }));
    worker.on('close', (code, killedBy) =>
      resolve(killedBy ? { last, told: `was killed by ${killedBy}`, killedBy } : { last, told: `ended with exit code ${code}` }),
    );
    // A worker that dies at once closes the channel first; `close` tells the rest.
    worker.send(task, () => {});
  });
}

function failureOf(
  { last, told, killedBy }: Ending,
  stopped: TrainingError | undefined,
  killsBefore: number | undefined,
  stderr: readonly string[],
): TrainingError {
  if (last?.kind === 'diverged') return new DivergedError(last.epoch, last.step, last.loss, stderr);
  if (last?.kind === 'failure') return new TrainingError(last.reason, last.message, stderr);
  if (stopped) return new TrainingError(stopped.reason, stopped.message, stderr);
  const killed = killedBy === 'SIGKILL' || killedBy === 'SIGTERM';
  const forMemory = stderr.some(tellsOutOfMemory) || (killed && outOfMemoryKills() !== killsBefore);
  const reason = forMemory ? 'out-of-memory' : killed ? 'killed' : 'crashed';
  return new TrainingError(reason, `worker: must end with a result, ${told}; see its last lines`, stderr);
}
