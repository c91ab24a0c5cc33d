import type { Augment } from '../augment.js';
import type { LabelledBatch } from '../augmentations/mixup.js';
import { augmentedBatch, type BatchSource } from '../augmented-batch.js';

/** What names a batch within a run. */
export interface BatchRequest {
  /** Numbers of its images in the training split. */
  readonly images: Int32Array;
  readonly epoch: number;
  /** Of the step, from 0 over all epochs. */
  readonly number: number;
}

/** Makes the batches of a run. The owner calls `dispose`. */
export interface BatchMaker {
  /** Tells which batches will be asked for next, so that they can be made beforehand. */
  expect(requests: readonly BatchRequest[]): void;
  /** Rejects when the batch could not be made. */
  take(request: BatchRequest): Promise<LabelledBatch>;
  dispose(): void;
}

/** Whether augmentation is more than flips and shifts, which cost no more than a copy. */
export function isCostly({ paddedCrop, resizedCrop, randAugment, randomErasing, mixup, cutmix }: Augment): boolean {
  return Boolean(paddedCrop || resizedCrop || randAugment || randomErasing || mixup || cutmix);
}

/** Makes each batch when it is asked for, in this thread. */
export function inThisThread(source: BatchSource): BatchMaker {
  return {
    expect: () => {},
    take: async ({ images, epoch, number }) => augmentedBatch(source, images, { epoch, step: number }),
    dispose: () => {},
  };
}
