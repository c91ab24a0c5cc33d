import { availableParallelism, totalmem } from 'node:os';
import type { Sharp } from 'sharp';
import { DatasetError, type ImageSplit } from './dataset.js';
import type { ReadOptions } from './format.js';
import type { Skips } from './skips.js';

/** A JPEG, PNG or WebP file that is still encoded. */
export interface EncodedImage {
  /** For messages. */
  readonly where: string;
  /** A file, or the encoded bytes. */
  readonly input: string | Uint8Array;
  readonly label: number;
}

/** What is known of a picture from its first bytes, after the turn that its EXIF orientation asks for. */
interface PictureHeader {
  readonly height: number;
  readonly width: number;
  readonly grey: boolean;
}

interface ReadableImage extends EncodedImage {
  readonly header: PictureHeader;
}

export interface DecodedParts {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** In the order of the parts that were given. */
  readonly splits: readonly ImageSplit[];
}

/** Side of the squares that pictures of different sizes are brought to when nothing is said: their median, but no more than this. */
const LARGEST_DEFAULT_SIDE = 256;

/**
 * Decodes the parts of a data set to one size and one number of channels: 1 when every picture is grey, else 3. Transparent pixels lie on
 * white. What cannot be decoded goes to `skips`. libvips decodes in threads of its own, so the calling thread stays free.
 */
export async function decodeImages(parts: readonly (readonly EncodedImage[])[], options: ReadOptions, skips: Skips): Promise<DecodedParts> {
  const open = await loadSharp();
  const readable: ReadableImage[][] = [];
  for (const part of parts) readable.push(await readHeaders(open, part, options, skips));
  const all = readable.flat();
  if (all.length === 0) throw new DatasetError('there must be at least one readable image, got 0; add JPEG, PNG or WebP files');
  const [height, width] = targetSize(
    all.map(({ header }) => header),
    options.imageSize,
  );
  const channels = all.every(({ header }) => header.grey) ? 1 : 3;
  refuseTooMuch(all.length, height * width * channels);
  options.log(`decoding ${all.length} images to ${height} x ${width} x ${channels}`);
  const splits: ImageSplit[] = [];
  for (const part of readable) splits.push(await decodePart(open, part, { height, width, channels }, options, skips));
  return { height, width, channels, splits };
}

/**
 * Height and width that pictures are brought to: a square of the asked side; else their own size when they all have the same; else a square
 * whose side is the median of their shorter sides, at most 256 pixels.
 */
export function targetSize(
  sizes: readonly { readonly height: number; readonly width: number }[],
  asked: number | undefined,
): [height: number, width: number] {
  if (asked !== undefined) {
    if (Number.isInteger(asked) && asked >= 1) return [asked, asked];
    throw new DatasetError(`imageSize must be an integer of at least 1, got ${asked}`);
  }
  const [{ height, width }] = sizes;
  if (sizes.every((size) => size.height === height && size.width === width)) return [height, width];
  const shorter = sizes.map((size) => Math.min(size.height, size.width)).sort((a, b) => a - b);
  const side = Math.min(LARGEST_DEFAULT_SIDE, shorter[shorter.length >> 1]);
  return [side, side];
}

type OpenImage = (input: string | Uint8Array) => Sharp;

/** sharp is loaded when the first picture is: it is a native library that may not exist for a platform. */
async function loadSharp(): Promise<OpenImage> {
  const { default: sharp } = await import('sharp').catch((cause: Error) => {
    throw new DatasetError(`pictures need the package sharp, which does not load here (${firstLine(cause)}); install it`, { cause });
  });
  return (input) => sharp(input, { failOn: 'warning' });
}

async function readHeaders(
  open: OpenImage,
  part: readonly EncodedImage[],
  { signal }: ReadOptions,
  skips: Skips,
): Promise<ReadableImage[]> {
  const headers = await inParallel(part, signal, async ({ input }) => {
    const { autoOrient, space } = await open(input).metadata();
    return { height: autoOrient.height, width: autoOrient.width, grey: space === 'b-w' || space === 'grey16' };
  });
  return part.flatMap((image, i) => {
    const header = headers[i];
    if (!(header instanceof Error)) return [{ ...image, header }];
    skips.add(image.where, `not a whole JPEG, PNG or WebP (${firstLine(header)})`);
    return [];
  });
}

async function decodePart(
  open: OpenImage,
  part: readonly ReadableImage[],
  size: { readonly height: number; readonly width: number; readonly channels: 1 | 3 },
  { signal }: ReadOptions,
  skips: Skips,
): Promise<ImageSplit> {
  const { height, width, channels } = size;
  const imageBytes = height * width * channels;
  const images = new Uint8Array(part.length * imageBytes);
  const failures = await inParallel(part, signal, async ({ input }, index) => {
    const pixels = await open(input)
      .autoOrient()
      .flatten({ background: 'white' })
      .resize({ height, width, fit: 'cover' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    if (pixels.length !== imageBytes) throw new Error(`${pixels.length} bytes instead of ${imageBytes}`);
    images.set(pixels, index * imageBytes);
  });
  const labels = new Int32Array(part.length);
  let count = 0;
  for (const [index, { where, label }] of part.entries()) {
    const failure = failures[index];
    if (failure instanceof Error) {
      skips.add(where, `not a whole JPEG, PNG or WebP (${firstLine(failure)})`);
      continue;
    }
    images.copyWithin(count * imageBytes, index * imageBytes, (index + 1) * imageBytes);
    labels[count++] = label;
  }
  return { images: images.subarray(0, count * imageBytes), labels: labels.subarray(0, count), count };
}

/** Results in the order of the items; an item that failed gives its error. Enough run at once to keep libvips' threads busy. */
async function inParallel<T, R>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, index: number) => Promise<R>,
): Promise<(R | Error)[]> {
  const results = new Array<R | Error>(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      signal?.throwIfAborted();
      const index = next++;
      results[index] = await work(items[index], index).catch((error: Error) => error);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, lane));
  return results;
}

function refuseTooMuch(count: number, imageBytes: number): void {
  const bytes = count * imageBytes;
  if (bytes <= totalmem() / 2) return;
  const gigabytes = (value: number) => (value / 1e9).toFixed(1);
  throw new DatasetError(
    `${count} decoded images of ${imageBytes} bytes must fit into half of the memory (${gigabytes(totalmem() / 2)} GB), ` +
      `they need ${gigabytes(bytes)} GB; give a smaller imageSize`,
  );
}

function firstLine(error: Error): string {
  return error.message.split('\n')[0];
}
