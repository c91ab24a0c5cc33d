import { basename, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';
import type { DatasetFormat } from './format.js';
import { type NpyArray, parseNpy } from './npy.js';
import { type Part, parts } from './parts.js';

/** Names of the arrays of images and labels: Keras' x_train and MedMNIST's train_images, and what is usual beside them. */
const NAMES: Readonly<Record<Part, readonly (readonly [images: string, labels: string])[]>> = {
  training: [
    ['x_train', 'y_train'],
    ['train_images', 'train_labels'],
    ['x', 'y'],
    ['images', 'labels'],
  ],
  validation: [
    ['x_val', 'y_val'],
    ['x_valid', 'y_valid'],
    ['val_images', 'val_labels'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['test_images', 'test_labels'],
  ],
};

/** A zip of NumPy arrays. */
export const npz: DatasetFormat = {
  description: 'an .npz file with x_train, y_train, x_test, y_test (or train_images, train_labels, …)',
  slow: true,
  detects: async ({ path, head }) => Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PK\x03\x04' && /\.npz$/i.test(path),
  read: async ({ path }) => splitsOf(await readArrays(path), path),
};

type Arrays = ReadonlyMap<string, NpyArray>;

/** All wanted arrays by name. Throws a DatasetError when the zip is damaged. */
async function readArrays(path: string): Promise<Arrays> {
  const wanted = new Set(Object.values(NAMES).flat(2));
  const arrays = new Map<string, NpyArray>();
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.replace(/\.npy$/, '');
      if (wanted.has(name)) arrays.set(name, parseNpy(await contentOf(zip, entry), entry.fileName));
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(`not a whole .npz file (${(error as Error).message}); save or fetch it again`, { cause: error });
  } finally {
    zip?.close();
  }
  return arrays;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.uncompressedSize);
  let filled = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  const checksum = crc32(bytes);
  if (checksum === entry.crc32) return bytes;
  throw new DatasetError(`${entry.fileName}: its CRC-32 must be ${hex(entry.crc32)}, got ${hex(checksum)}; save or fetch the file again`);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function splitsOf(arrays: Arrays, path: string): OfficialSplits {
  const byPart: Partial<Record<Part, ImageSplit>> = {};
  let size: ImageSize | undefined;
  let classes = 0;
  for (const part of parts) {
    const names = NAMES[part].find(([images]) => arrays.has(images));
    if (!names) {
      if (part !== 'training') continue;
      const wanted = NAMES.training.map((pair) => pair.join(' and ')).join(', or ');
      throw new DatasetError(`the arrays must include ${wanted}; got ${[...arrays.keys()].join(', ') || 'none of them'}`);
    }
    const images = arrays.get(names[0])!;
    const labels = arrays.get(names[1]);
    if (!labels) throw new DatasetError(`${names[0]} must come with ${names[1]}, which is not in the file`);
    size = imageSize(images, names[0], size);
    const read = readLabels(labels, names[1], images.shape[0]);
    if (part === 'training') classes = read.reduce((most, label) => Math.max(most, label), 0) + 1;
    refuseUnknownClass(read, names[1], classes);
    byPart[part] = { images: toBytes(images, names[0]), labels: read, count: read.length };
  }
  return {
    name: basename(resolve(path)).replace(/\.npz$/i, ''),
    classes: Array.from({ length: classes }, (_, label) => String(label)),
    ...size!,
    source: path,
    licence: 'unknown: not stated in the file',
    ...(byPart as Pick<OfficialSplits, Part>),
  };
}

interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** [count, height, width] or [count, height, width, 1 or 3]. */
function imageSize({ shape }: NpyArray, name: string, other: ImageSize | undefined): ImageSize {
  const [count, height, width, channels = 1] = shape;
  const known = shape.length === 3 || (shape.length === 4 && (channels === 1 || channels === 3));
  if (!known || count === 0) {
    throw new DatasetError(
      `${name}: the shape must be [count, height, width] or [count, height, width, 1 or 3], got [${shape}]; ` +
        'numpy.transpose brings channels to the end',
    );
  }
  if (other && (other.height !== height || other.width !== width || other.channels !== channels)) {
    const expected = [other.height, other.width, other.channels].join(' x ');
    throw new DatasetError(`${name}: images must be ${expected} as in training, got ${[height, width, channels].join(' x ')}`);
  }
  return { height, width, channels };
}

/** Bytes as they are; other numbers must all be from 0 to 1, which is stretched to bytes, or be whole and from 0 to 255. */
function toBytes({ bytes, type, shape, at }: NpyArray, name: string): Uint8Array {
  if (bytes && type === 'u1') return bytes;
  const count = shape.reduce((product, side) => product * side, 1);
  let most = 0;
  for (let i = 0; i < count; i++) {
    const value = at(i);
    if (!(value >= 0 && value <= 255)) throw new DatasetError(`${name}: values must be from 0 to 1 or from 0 to 255, got ${value}`);
    most = Math.max(most, value);
  }
  const stretched = type === 'b1' || (type.startsWith('f') && most <= 1);
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) out[i] = Math.round(stretched ? at(i) * 255 : at(i));
  return out;
}

function readLabels({ shape, at }: NpyArray, name: string, images: number): Int32Array {
  if (shape[0] !== images || (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))) {
    throw new DatasetError(
      `${name}: the shape must be [${images}] or [${images}, 1] as there are ${images} images, got [${shape}]; numpy.argmax turns one-hot rows into labels`,
    );
  }
  const labels = new Int32Array(images);
  for (let i = 0; i < images; i++) {
    const label = at(i);
    if (!Number.isInteger(label) || label < 0 || label > 65535) {
      throw new DatasetError(`${name}: label ${i} must be an integer from 0 to 65535, got ${label}`);
    }
    labels[i] = label;
  }
  return labels;
}

function refuseUnknownClass(labels: Int32Array, name: string, classes: number): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) throw new DatasetError(`${name}: label ${wrong} must be below ${classes} as in training, got ${labels[wrong]}`);
}
