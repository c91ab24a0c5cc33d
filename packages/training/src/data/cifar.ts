import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { unpackTar } from 'modern-tar';
import { CIFAR_10_CLASSES, CIFAR_100_CLASSES } from './cifar-classes.js';
import type { DataPath } from './data-path.js';
import { DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';
import type { DatasetFormat, ReadOptions } from './format.js';
import { readMaybeGzip } from './idx.js';
import { Skips } from './skips.js';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const IMAGE_BYTES = 3 * PLANE;

/** One of the two record layouts (https://www.cs.toronto.edu/~kriz/cifar.html): label bytes, then red, green and blue plane. */
interface Layout {
  readonly training: RegExp;
  readonly test: string;
  readonly meta: string;
  /** The last one is the label; CIFAR-100's first is the superclass. */
  readonly labelBytes: number;
  readonly classes: readonly string[];
}

const LAYOUTS: readonly Layout[] = [
  { training: /^data_batch_\d+\.bin$/, test: 'test_batch.bin', meta: 'batches.meta.txt', labelBytes: 1, classes: CIFAR_10_CLASSES },
  { training: /^train\.bin$/, test: 'test.bin', meta: 'fine_label_names.txt', labelBytes: 2, classes: CIFAR_100_CLASSES },
];

/** CIFAR's inner folders; their files may also lie in the given folder itself. */
const INNER_FOLDERS = ['cifar-10-batches-bin', 'cifar-100-binary'];

/** CIFAR-10's or CIFAR-100's binary files in a folder. */
export const cifarFolder: DatasetFormat = {
  description: 'a folder with the binary files of CIFAR-10 or CIFAR-100',
  slow: false,
  detects: async (at) => at.names.some((name) => INNER_FOLDERS.includes(name) || isTraining(name)),
  read: async (at, options) => parseCifar(await filesOfFolder(at), at.path, options),
};

/** The same in the archive that they are published as. */
export const cifarArchive: DatasetFormat = {
  description: 'a .tar or .tar.gz of the binary files of CIFAR-10 or CIFAR-100',
  slow: true,
  detects: async ({ path, head }) => isTar(head) || (head[0] === 0x1f && head[1] === 0x8b && /\.(tar\.gz|tgz)$/.test(path)),
  read: async ({ path }, options) => parseCifar(await filesOfArchive(path), path, options),
};

function isTraining(name: string): boolean {
  return LAYOUTS.some(({ training }) => training.test(name));
}

function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

type Files = ReadonlyMap<string, Uint8Array>;

function isWanted(name: string): boolean {
  return isTraining(name) || LAYOUTS.some(({ test, meta }) => name === test || name === meta);
}

async function filesOfFolder({ path, names }: DataPath): Promise<Files> {
  const inner = names.some(isTraining) ? undefined : INNER_FOLDERS.find((name) => names.includes(name));
  const folder = inner ? join(path, inner) : path;
  const wanted = (await readdir(folder)).filter(isWanted).sort();
  return new Map(await Promise.all(wanted.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const)));
}

async function filesOfArchive(path: string): Promise<Files> {
  const bytes = await readMaybeGzip(path);
  const entries = await unpackTar(bytes, { strict: true, filter: ({ name }) => isWanted(basename(name)) }).catch((cause: Error) => {
    throw new DatasetError(`not a whole tar archive (${cause.message}); fetch it again`, { cause });
  });
  const files = entries.map(({ header, data }) => [basename(header.name), data ?? new Uint8Array()] as const);
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Both layouts' files as splits, planes interleaved; `path` names the data set. */
function parseCifar(files: Files, path: string, options: ReadOptions): OfficialSplits {
  const names = [...files.keys()];
  const layout = LAYOUTS.find(({ training }) => names.some((name) => training.test(name)));
  if (!layout) throw new DatasetError('there must be data_batch_1.bin (CIFAR-10) or train.bin (CIFAR-100), found neither');
  const classes = classesOf(files, layout);
  const skips = new Skips(options.strict);
  const read = (wanted: readonly string[]) =>
    parseRecords(
      wanted.map((name) => ({ name, bytes: files.get(name)! })),
      layout.labelBytes,
      classes.length,
      skips,
    );
  const training = read(names.filter((name) => layout.training.test(name)));
  const test = files.has(layout.test) ? read([layout.test]) : undefined;
  const skipped = skips.outcome(training.count + (test?.count ?? 0));
  return {
    name: basename(resolve(path)).replace(/\.(tar\.gz|tgz|tar)$/, ''),
    classes,
    height: SIDE,
    width: SIDE,
    channels: 3,
    source: path,
    licence: 'not stated by its makers (Krizhevsky 2009)',
    training,
    ...(test ? { test } : {}),
    ...(skipped ? { skipped } : {}),
  };
}

function classesOf(files: Files, { meta, classes }: Layout): readonly string[] {
  const lines = Buffer.from(files.get(meta) ?? [])
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 0 ? lines : classes;
}

function parseRecords(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  labelBytes: number,
  classes: number,
  skips: Skips,
): ImageSplit {
  const recordBytes = labelBytes + IMAGE_BYTES;
  const most = files.reduce((sum, { bytes }) => sum + Math.floor(bytes.length / recordBytes), 0);
  const images = new Uint8Array(most * IMAGE_BYTES);
  const labels = new Int32Array(most);
  let count = 0;
  for (const { name, bytes } of files) {
    const records = Math.floor(bytes.length / recordBytes);
    for (let record = 0; record < records; record++) {
      const start = record * recordBytes + labelBytes;
      const label = bytes[start - 1];
      if (label >= classes) {
        skips.add(`${name}, record ${record}`, `the label must be below ${classes}, got ${label}`);
        continue;
      }
      interleave(bytes, start, images, count * IMAGE_BYTES);
      labels[count++] = label;
    }
    const rest = bytes.length - records * recordBytes;
    if (rest > 0) skips.add(`${name}, record ${records}`, `a record must have ${recordBytes} bytes, the file ends after ${rest}`);
  }
  return { images: images.subarray(0, count * IMAGE_BYTES), labels: labels.subarray(0, count), count };
}

/** Three planes to pixels of three bytes. */
function interleave(from: Uint8Array, start: number, to: Uint8Array, out: number): void {
  for (let pixel = 0; pixel < PLANE; pixel++) {
    for (let channel = 0; channel < 3; channel++) to[out + 3 * pixel + channel] = from[start + channel * PLANE + pixel];
  }
}
