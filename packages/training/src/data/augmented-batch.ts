import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { seededGenerator, shuffle, uniform } from '../random.js';
import { type Augment, type Placement, placementOf } from './augment.js';
import { symmetricBeta } from './augmentations/beta.js';
import type { ByteImage } from './augmentations/byte-image.js';
import { cutmix, cutmixBox } from './augmentations/cutmix.js';
import { flipHorizontally } from './augmentations/flip.js';
import { type LabelledBatch, mixup } from './augmentations/mixup.js';
import { randomPaddedCrop } from './augmentations/padded-crop.js';
import { randAugment } from './augmentations/rand-augment.js';
import { randomErasing } from './augmentations/random-erasing.js';
import { randomResizedCrop } from './augmentations/resized-crop.js';
import { shiftImage } from './augmentations/shift.js';
import { imageBatch, type NormalizationTable, targetBatch } from './batch.js';
import type { ImageSplit } from './dataset.js';

/** What a batch is made from. */
export interface BatchSource {
  readonly split: ImageSplit;
  readonly size: { readonly height: number; readonly width: number; readonly channels: number };
  readonly classes: number;
  readonly table: NormalizationTable;
  readonly augment: Augment;
  /** Share of the target moved to all classes alike, before targets are mixed. */
  readonly labelSmoothing: number;
  readonly seed: number;
}

// Names of streams of random numbers: an image's and a batch's draws do not depend on each other.
const IMAGE_STREAM = 1;
const BATCH_STREAM = 2;

/**
 * Images [count, height, width, channels], normalised, and target distributions [count, classes] of one step. Each image depends on (seed,
 * epoch, index) and mixing on (seed, epoch, step) alone, so batches may be made in any order and in any thread.
 */
export function augmentedBatch(
  source: BatchSource,
  indices: Int32Array,
  at: { readonly epoch: number; readonly step: number },
): LabelledBatch {
  const { split, classes, labelSmoothing, augment, seed } = source;
  const batch: LabelledBatch = {
    count: indices.length,
    images: augmentedImages(source, indices, at.epoch),
    targets: targetBatch(split, indices, classes, labelSmoothing),
  };
  if (!augment.mixup && !augment.cutmix) return batch;
  return mixed(batch, source, seededGenerator(seed, at.epoch, BATCH_STREAM, at.step));
}

function augmentedImages(source: BatchSource, indices: Int32Array, epoch: number): Float32Array {
  const { split, size, table, augment, seed } = source;
  const placement = (index: number) => placementOf(augment, size, { seed, epoch, index });
  if (!augment.paddedCrop && !augment.resizedCrop && !augment.randAugment && !augment.randomErasing)
    return imageBatch(split, indices, size, table, placement);
  const { channels } = size;
  const imageValues = size.height * size.width * channels;
  const batch = new Float32Array(indices.length * imageValues);
  for (const [row, index] of indices.entries()) {
    const original = { ...size, pixels: split.images.subarray(index * imageValues, (index + 1) * imageValues) };
    const placed = place(original, placement(index));
    const image = augmentedImage(placed, augment, seededGenerator(seed, epoch, IMAGE_STREAM, index)).pixels;
    for (let i = 0, channel = 0, out = row * imageValues; i < imageValues; i++, out++) {
      batch[out] = table[channel * 256 + image[i]];
      if (++channel === channels) channel = 0;
    }
  }
  return batch;
}

/** The bytes that `imageBatch` normalises. */
function place(image: ByteImage, { flip, shiftY, shiftX }: Placement): ByteImage {
  const flipped = flip ? flipHorizontally(image) : image;
  return shiftY === 0 && shiftX === 0 ? flipped : shiftImage(flipped, shiftY, shiftX);
}

function augmentedImage(image: ByteImage, augment: Augment, generator: RandomGenerator): ByteImage {
  let result = image;
  if (augment.paddedCrop) {
    const padding = Math.round(augment.paddedCrop * Math.max(image.height, image.width));
    result = randomPaddedCrop(result, padding, generator);
  }
  if (augment.resizedCrop) result = randomResizedCrop(result, augment.resizedCrop, generator);
  if (augment.randAugment) result = randAugment(result, augment.randAugment, generator);
  if (augment.randomErasing) result = randomErasing(result, augment.randomErasing, generator);
  return result;
}

function mixed(batch: LabelledBatch, { size, augment }: BatchSource, generator: RandomGenerator): LabelledBatch {
  const partner = shuffle(
    Int32Array.from({ length: batch.count }, (_, i) => i),
    generator,
  );
  const takesCutmix = augment.cutmix !== undefined && (augment.mixup === undefined || uniformInt(generator, 0, 1) === 1);
  const lambda = symmetricBeta((takesCutmix ? augment.cutmix : augment.mixup)!.alpha, generator);
  if (!takesCutmix) return mixup(batch, partner, lambda);
  const centre = { y: uniform(generator, 0, 1), x: uniform(generator, 0, 1) };
  return cutmix(batch, size, partner, cutmixBox(size, lambda, centre));
}
