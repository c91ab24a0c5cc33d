/** The program of a worker process: trains the one candidate that its parent sends, reports, and ends. Not imported by anything. */
import { DatasetError } from './data/dataset.js';
import { DivergedError, TrainingError, tellsOutOfMemory } from './errors.js';
import { trainCandidate } from './train.js';
import { writeWeights } from './weights-file.js';
import { memoryError } from './worker-limits.js';
import type { WorkerMessage, WorkerTask } from './worker-protocol.js';

// Ctrl-C reaches the whole process group; what happens to this run is the parent's decision. Without a parent there is nobody to report to.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));

// Tells that this process can still answer; see `WorkerLimits.silentSeconds`.
setInterval(() => send({ kind: 'alive' }), 1000).unref();

process.once('message', async (task: WorkerTask) => {
  send(await run(task), () => process.exit(0));
});

async function run({ job, weightsFile, checkpoint, memoryBytes }: WorkerTask): Promise<WorkerMessage> {
  try {
    const { result, weights } = await trainCandidate(job, {
      onEpoch: (metrics, restored) => send({ kind: 'epoch', metrics, restored }),
      onLatency: (latency) => send({ kind: 'latency', latency }),
      ...(checkpoint && { checkpoint }),
      log: (line) => send({ kind: 'log', line }),
      onStep: () => checkMemory(memoryBytes),
    });
    if (weightsFile) await writeWeights(weightsFile, weights, { architecture: JSON.stringify(job.architecture) });
    return { kind: 'result', result };
  } catch (error) {
    return failureMessage(error);
  }
}

function checkMemory(limit = Number.POSITIVE_INFINITY): void {
  const bytes = process.memoryUsage.rss();
  if (bytes > limit) throw memoryError(limit, bytes);
}

function failureMessage(error: unknown): WorkerMessage {
  if (error instanceof DivergedError) return { kind: 'diverged', epoch: error.epoch, step: error.step, loss: error.loss };
  if (error instanceof TrainingError) return { kind: 'failure', reason: error.reason, message: error.message };
  if (error instanceof DatasetError) return { kind: 'failure', reason: 'bad-job', message: error.message };
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failure', reason: tellsOutOfMemory(message) ? 'out-of-memory' : 'crashed', message: `worker: ${message}` };
}

function send(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}
