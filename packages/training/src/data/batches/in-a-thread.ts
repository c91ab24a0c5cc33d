import { Worker } from 'node:worker_threads';
import type { LabelledBatch } from '../augmentations/mixup.js';
import type { BatchSource } from '../augmented-batch.js';
import type { BatchMaker, BatchRequest } from './batch-maker.js';

interface Waiting {
  readonly batch: Promise<LabelledBatch>;
  readonly resolve: (batch: LabelledBatch) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes batches in a thread of its own, those that are expected while the training thread is busy with others. They are the same as in this thread,
 * because each depends on its request alone.
 */
export function inAThread(source: BatchSource): BatchMaker {
  const thread = new Worker(programUrl(), { workerData: { ...source, split: shared(source.split) } });
  // Whoever forgets it must be able to exit.
  thread.unref();
  const waiting = new Map<number, Waiting>();
  let taking = 0;
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
  };
  thread.on('error', fail);
  thread.on('exit', (code) => fail(new Error(`augmentation: its thread must live as long as training, it ended with code ${code}`)));
  thread.on('message', ({ number, batch }: { number: number; batch: LabelledBatch }) => waiting.get(number)?.resolve(batch));

  const ask = (request: BatchRequest): Waiting => {
    const known = waiting.get(request.number);
    if (known) return known;
    const asked = promise();
    waiting.set(request.number, asked);
    if (failure) asked.reject(failure);
    else thread.postMessage(request);
    return asked;
  };
  return {
    expect: (requests) => requests.forEach(ask),
    async take(request) {
      // What is waited for must keep the process alive.
      if (taking++ === 0) thread.ref();
      try {
        return await ask(request).batch;
      } finally {
        waiting.delete(request.number);
        if (--taking === 0) thread.unref();
      }
    },
    dispose: () => void thread.terminate(),
  };
}

function promise(): Waiting {
  let [resolve, reject]: [Waiting['resolve'], Waiting['reject']] = [() => {}, () => {}];
  const batch = new Promise<LabelledBatch>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  // One that is never taken must not end the process.
  batch.catch(() => {});
  return { batch, resolve, reject };
}

/** The images once more, in memory that both threads see. */
function shared(split: BatchSource['split']): BatchSource['split'] {
  const images = new Uint8Array(new SharedArrayBuffer(split.images.length));
  images.set(split.images);
  return { ...split, images };
}

/** Threads run compiled files, also where the sources are tested. */
function programUrl(): URL {
  const here = import.meta.url;
  return new URL('./batch-thread.js', here.endsWith('.ts') ? here.replace('/training/src/', '/training/dist/') : here);
}
