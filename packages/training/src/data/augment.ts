import { mixSeed } from '../random.js';
import type { RandAugment } from './augmentations/rand-augment.js';
import type { RandomErasing } from './augmentations/random-erasing.js';
import type { ResizedCrop } from './augmentations/resized-crop.js';
import { DatasetError } from './dataset.js';

/** What is done to training images, as data. They apply in the order in which they stand here; what is absent is not done. */
export interface Augment {
  /** Half of the images, left and right swapped. */
  readonly horizontalFlip: boolean;
  /** Largest shift along each axis, as a share of the side; the edge is repeated. */
  readonly shift: number;
  /** Black padding on each side, as a share of the longer side, before a window of the old size is cut out: 1/8 is 4 pixels on 32. */
  readonly paddedCrop?: number;
  /** A window of the image brought to its size. */
  readonly resizedCrop?: ResizedCrop;
  readonly randAugment?: RandAugment;
  readonly randomErasing?: RandomErasing;
  /** Parameter of the Beta distribution that the share of each image is drawn from, once per batch. */
  readonly mixup?: { readonly alpha: number };
  /** Likewise; with mixup too, each batch takes one of them. */
  readonly cutmix?: { readonly alpha: number };
}

/** Throws a DatasetError that names the first value out of its range. */
export function checkAugment(augment: Augment): void {
  const within = (name: string, value: number, low: number, high: number) => {
    if (value >= low && value <= high) return;
    throw new DatasetError(`augment: ${name} must be from ${low} to ${high}, got ${value}`);
  };
  const areas = (name: string, [least, most]: readonly [number, number]) => {
    within(`${name}[1]`, most, 0, 1);
    within(`${name}[0]`, least, 0, most);
  };
  const { shift, paddedCrop = 0, resizedCrop, randAugment, randomErasing, mixup, cutmix } = augment;
  within('shift', shift, 0, 1);
  within('paddedCrop', paddedCrop, 0, 1);
  if (resizedCrop) areas('resizedCrop.area', resizedCrop.area);
  if (randAugment) {
    within('randAugment.operations', randAugment.operations, 1, 14);
    within('randAugment.magnitude', randAugment.magnitude, 0, 10);
  }
  if (randomErasing) {
    within('randomErasing.probability', randomErasing.probability, 0, 1);
    areas('randomErasing.area', randomErasing.area);
  }
  for (const [name, mixing] of Object.entries({ mixup, cutmix })) {
    if (mixing) within(`${name}.alpha`, mixing.alpha, 1e-3, 1e3);
  }
}

/** Where an augmented image reads its pixels: output (y, x) is input (y - shiftY, x - shiftX), after the flip. */
export interface Placement {
  readonly flip: boolean;
  readonly shiftY: number;
  readonly shiftX: number;
}

export const UNCHANGED: Placement = { flip: false, shiftY: 0, shiftX: 0 };

/** The flip and shift of image `index` in `epoch`: a function of (seed, epoch, index) alone, so batches may be made in any order. */
export function placementOf(
  augment: Pick<Augment, 'horizontalFlip' | 'shift'>,
  size: { readonly height: number; readonly width: number },
  draw: { readonly seed: number; readonly epoch: number; readonly index: number },
): Placement {
  const bits = mixSeed(draw.seed, draw.epoch, draw.index);
  const shiftOf = (side: number, random: number) => {
    const most = Math.round(side * augment.shift);
    return (random % (2 * most + 1)) - most;
  };
  return {
    flip: augment.horizontalFlip && (bits & 1) === 1,
    shiftY: shiftOf(size.height, (bits >>> 1) & 0x7fff),
    shiftX: shiftOf(size.width, bits >>> 16),
  };
}
