import { basename, join, resolve } from 'node:path';
import { type DataPath, readHead } from './data-path.js';
import { DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';
import { decodeImages, type EncodedImage } from './decode-images.js';
import type { DatasetFormat, ReadOptions } from './format.js';
import { readMaybeGzip } from './idx.js';
import { type Part, partInName, parts } from './parts.js';
import { Skips } from './skips.js';
import { decodeExample, type Feature } from './tf-example.js';
import { beginsWithRecord, recordsOf } from './tfrecord-file.js';

/** Names under which TensorFlow's own data sets and tools keep the encoded picture, its label and the label's name. */
const IMAGE_KEYS = ['image/encoded', 'image'];
const LABEL_KEYS = ['image/class/label', 'label'];
const TEXT_KEY = 'image/class/text';

/** `flowers.tfrecord`, `flowers-train.tfrecord-00000-of-00002`, `train-00000-of-01024`, each perhaps with .gz. */
const FILE_NAME = /\.tfrecords?(\.gz)?$|-\d{5}-of-\d{5}(\.gz)?$/;

/** tf.train.Example records with encoded pictures, in one file or in a folder's files, which say train, validation or test in their names. */
export const tfrecord: DatasetFormat = {
  description: 'a TFRecord file, or a folder of them, of tf.train.Example with image/encoded and image/class/label (or image and label)',
  slow: true,
  detects: async ({ path, head, names }) => {
    const [first] = names.filter((name) => FILE_NAME.test(name));
    if (first) return first.endsWith('.gz') || beginsWithRecord(await readHead(join(path, first)));
    return beginsWithRecord(head) || /\.tfrecords?\.gz$/.test(path);
  },
  read: readTfrecords,
};

async function readTfrecords(at: DataPath, options: ReadOptions): Promise<OfficialSplits> {
  const skips = new Skips(options.strict);
  const texts = new Map<number, string>();
  const files = filesByPart(at);
  const present = parts.filter((part) => files[part].length > 0);
  const encoded: EncodedImage[][] = [];
  for (const part of present) encoded.push(await examplesOf(files[part], texts, options, skips));
  const classes = encoded[0].reduce((most, { label }) => Math.max(most, label), -1) + 1;
  for (const [i, images] of encoded.entries()) encoded[i] = withoutUnknownClass(images, classes, skips);
  const { splits, ...shape } = await decodeImages(encoded, options, skips);
  const skipped = skips.outcome(splits.reduce((sum, { count }) => sum + count, 0));
  return {
    name: basename(resolve(at.path)).replace(/\.tfrecords?(\.gz)?$/, ''),
    classes: Array.from({ length: classes }, (_, label) => texts.get(label) ?? String(label)),
    ...shape,
    source: at.path,
    licence: 'unknown: not stated in the files',
    ...(Object.fromEntries(present.map((part, i) => [part, splits[i]])) as Record<Part, ImageSplit>),
    ...(skipped ? { skipped } : {}),
  };
}

/** Files without a word for a part in their names are training's. */
function filesByPart({ path, isFolder, names }: DataPath): Record<Part, string[]> {
  const files: Record<Part, string[]> = { training: [], validation: [], test: [] };
  if (!isFolder) files.training.push(path);
  for (const name of names.filter((candidate) => FILE_NAME.test(candidate))) files[partInName(name) ?? 'training'].push(join(path, name));
  if (files.training.length === 0) throw new DatasetError(`a file must hold training records, got only ${names.join(', ')}; rename one`);
  return files;
}

async function examplesOf(
  files: readonly string[],
  texts: Map<number, string>,
  { signal }: ReadOptions,
  skips: Skips,
): Promise<EncodedImage[]> {
  const images: EncodedImage[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    for (const { where, data } of recordsOf(await readMaybeGzip(file), basename(file), skips)) {
      const image = imageOf(data, where, texts, skips);
      if (image) images.push(image);
    }
  }
  return images;
}

function imageOf(data: Uint8Array, where: string, texts: Map<number, string>, skips: Skips): EncodedImage | undefined {
  try {
    const features = decodeExample(data);
    const input = firstOf(features, IMAGE_KEYS);
    const label = firstOf(features, LABEL_KEYS);
    if (!(input instanceof Uint8Array)) throw new Error(`there must be bytes named ${IMAGE_KEYS.join(' or ')}, ${listed(features)}`);
    if (typeof label !== 'number' || !Number.isInteger(label) || label < 0 || label > 65535) {
      throw new Error(`there must be an integer from 0 to 65535 named ${LABEL_KEYS.join(' or ')}, got ${label}, ${listed(features)}`);
    }
    const text = features.get(TEXT_KEY)?.[0];
    if (text instanceof Uint8Array) texts.set(label, Buffer.from(text).toString('utf8'));
    return { where, input, label };
  } catch (error) {
    skips.add(where, `not a tf.train.Example of a labelled picture (${(error as Error).message})`);
    return undefined;
  }
}

function firstOf(features: ReadonlyMap<string, Feature>, keys: readonly string[]): Uint8Array | number | undefined {
  return keys.map((key) => features.get(key)?.[0]).find((value) => value !== undefined);
}

function listed(features: ReadonlyMap<string, Feature>): string {
  return `the record has ${[...features.keys()].join(', ') || 'nothing'}`;
}

function withoutUnknownClass(images: readonly EncodedImage[], classes: number, skips: Skips): EncodedImage[] {
  return images.filter(({ where, label }) => {
    if (label < classes) return true;
    skips.add(where, `the label must be below ${classes} as in training, got ${label}`);
    return false;
  });
}
