import { type LabelledBatch, mixRows } from './mixup.js';

/** The pixels from (top, left) up to, without, (bottom, right). */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

type Size = { readonly height: number; readonly width: number; readonly channels: number };

/**
 * Yun et al. 2019 (arXiv:1905.04899, section 3.2): a box of √(1 - lambda) of each side around a centre from 0 to 1 of each side, cut at the edges
 * of the image.
 */
export function cutmixBox({ height, width }: Size, lambda: number, centre: { readonly y: number; readonly x: number }): Box {
  const share = Math.sqrt(1 - lambda);
  const span = (side: number, middle: number) => {
    const half = Math.floor((side * share) / 2);
    const at = Math.floor(side * middle);
    return [Math.max(0, at - half), Math.min(side, at + half)];
  };
  const [top, bottom] = span(height, centre.y);
  const [left, right] = span(width, centre.x);
  return { top, left, bottom, right };
}

/**
 * The box of image i is taken from image partner[i]; targets are mixed in proportion to the pixels that each gives, counted after cutting
 * the box.
 */
export function cutmix({ count, images, targets }: LabelledBatch, size: Size, partner: Int32Array, box: Box): LabelledBatch {
  const { height, width, channels } = size;
  const imageValues = height * width * channels;
  const out = Float32Array.from(images);
  for (let i = 0; i < count; i++) {
    for (let y = box.top; y < box.bottom; y++) {
      const start = (y * width + box.left) * channels;
      const end = (y * width + box.right) * channels;
      out.set(images.subarray(partner[i] * imageValues + start, partner[i] * imageValues + end), i * imageValues + start);
    }
  }
  const kept = 1 - ((box.bottom - box.top) * (box.right - box.left)) / (height * width);
  return { count, images: out, targets: mixRows(targets, count, partner, kept) };
}
