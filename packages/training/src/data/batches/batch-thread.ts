/** The program of the thread that augments: makes batches in the order in which they are asked for. Not imported by anything. */
import { parentPort, workerData } from 'node:worker_threads';
import { augmentedBatch, type BatchSource } from '../augmented-batch.js';
import type { BatchRequest } from './batch-maker.js';

const source: BatchSource = workerData;

parentPort?.on('message', ({ images, epoch, number }: BatchRequest) => {
  const batch = augmentedBatch(source, images, { epoch, step: number });
  parentPort?.postMessage({ number, batch }, [batch.images.buffer as ArrayBuffer, batch.targets.buffer as ArrayBuffer]);
});
