import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';
import type { DatasetFormat } from './format.js';
import { parseIdx, readMaybeGzip } from './idx.js';

/** The names that MNIST gave its four files and its successors kept; `.gz` may follow. */
export const IDX_FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

export type IdxPart = keyof typeof IDX_FILES;

/** The four files' decompressed bytes. */
export type IdxContents = Readonly<Record<IdxPart, Uint8Array>>;

/** The four files' decompressed bytes; `path` is a folder, or what precedes the names in `IDX_FILES`. */
export async function readIdxFolder(path: string): Promise<IdxContents> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const read = (part: IdxPart) => readFirst(isFolder ? join(path, IDX_FILES[part]) : path + IDX_FILES[part]);
  try {
    return {
      trainImages: await read('trainImages'),
      trainLabels: await read('trainLabels'),
      testImages: await read('testImages'),
      testLabels: await read('testLabels'),
    };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && !isFolder) throw new DatasetError('no such folder, and no IDX files whose paths begin like this');
    if (missing) throw new DatasetError(`no file ${(error as NodeJS.ErrnoException).path} in the folder, nor one without .gz`);
    throw error;
  }
}

/** A folder with any of the four names. */
export const idxFolder: DatasetFormat = {
  description: 'a folder with four IDX files',
  slow: false,
  detects: async ({ names }) => Object.values(IDX_FILES).some((file) => names.includes(file) || names.includes(`${file}.gz`)),
  read: ({ path }) => loadIdxFolder(path),
};

/** The file, or the one with `.gz` after its name. */
async function readFirst(file: string): Promise<Uint8Array> {
  return readMaybeGzip(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return readMaybeGzip(`${file}.gz`);
  });
}

/** Any MNIST-like folder as a data set named after the folder; classes are named by their numbers. */
async function loadIdxFolder(path: string): Promise<OfficialSplits> {
  const contents = await readIdxFolder(path);
  const labels = parseIdx(contents.trainLabels, IDX_FILES.trainLabels).values;
  const count = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const [, height = 0, width = 0] = parseIdx(contents.trainImages, IDX_FILES.trainImages).shape;
  return idxSplits(contents, {
    name: basename(resolve(path)),
    classes: Array.from({ length: count }, (_, label) => String(label)),
    height,
    width,
    channels: 1,
    source: path,
    licence: 'unknown: not stated in the files',
  });
}

/** Checks that images and labels fit each other and the facts; throws a DatasetError that names the file. */
export function idxSplits(contents: IdxContents, facts: Omit<OfficialSplits, 'training' | 'test'>): OfficialSplits {
  return {
    ...facts,
    training: idxSplit(contents, 'trainImages', 'trainLabels', facts),
    test: idxSplit(contents, 'testImages', 'testLabels', facts),
  };
}

function idxSplit(
  contents: IdxContents,
  imagesPart: IdxPart,
  labelsPart: IdxPart,
  facts: Pick<OfficialSplits, 'height' | 'width' | 'classes'>,
): ImageSplit {
  const images = parseIdx(contents[imagesPart], IDX_FILES[imagesPart]);
  const labels = parseIdx(contents[labelsPart], IDX_FILES[labelsPart]);
  const [count = 0, height, width] = images.shape;
  if (images.shape.length !== 3 || count === 0 || height !== facts.height || width !== facts.width) {
    throw new DatasetError(`${IDX_FILES[imagesPart]}: the shape must be [count, ${facts.height}, ${facts.width}], got [${images.shape}]`);
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new DatasetError(`${IDX_FILES[labelsPart]}: the shape must be [${count}] as there are ${count} images, got [${labels.shape}]`);
  }
  const wrong = labels.values.findIndex((label) => label >= facts.classes.length);
  if (wrong >= 0) {
    throw new DatasetError(`${IDX_FILES[labelsPart]}: label ${wrong} must be below ${facts.classes.length}, got ${labels.values[wrong]}`);
  }
  return { images: images.values, labels: Int32Array.from(labels.values), count };
}
