import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Attempt, firstThatSucceeds } from './attempts.js';
import { cacheFolder, writeFileAtomic } from './cache.js';
import { cifarArchive, cifarFolder } from './cifar.js';
import { CIFAR_10_CLASSES, CIFAR_100_CLASSES } from './cifar-classes.js';
import { lookAt } from './data-path.js';
import { DatasetError, type OfficialSplits } from './dataset.js';
import { download } from './download.js';

const SHAPE = { height: 32, width: 32, channels: 3, licence: 'not stated by its makers (Krizhevsky 2009)' } as const;

/** A published archive; the MD5 is the one on its page, https://www.cs.toronto.edu/~kriz/cifar.html. */
interface Archive {
  readonly facts: { readonly name: string; readonly classes: readonly string[] } & typeof SHAPE;
  readonly address: string;
  readonly md5: string;
}

/** Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images". */
export const CIFAR_10: Archive = {
  facts: { name: 'cifar-10', classes: CIFAR_10_CLASSES, ...SHAPE },
  address: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
};

/** With the 100 fine labels. */
export const CIFAR_100: Archive = {
  facts: { name: 'cifar-100', classes: CIFAR_100_CLASSES, ...SHAPE },
  address: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
  md5: '03b5dce01913d631647c71ecec9e9cb8',
};

const TRAINING = 50_000;
const TEST = 10_000;

export interface CifarOptions {
  /** The published archive or the folder that it unpacks to. Nothing else is tried then. */
  readonly path?: string;
  readonly cache?: string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * CIFAR-10 or CIFAR-100 from the given path, else the cache, else its page; what was fetched goes to the cache. An archive is checked by
 * MD5, an unpacked folder by the number of its images. The DatasetError of the last failure lists all steps.
 */
export async function loadCifar(archive: Archive, options: CifarOptions): Promise<OfficialSplits> {
  const log = options.log ?? (() => {});
  const { name } = archive.facts;
  const { where, value } = await firstThatSucceeds(name, 'its binary version', attempts(archive, options), { log, signal: options.signal });
  const at = (await lookAt(value))!;
  const splits = await (at.isFolder ? cifarFolder : cifarArchive).read(at, { strict: true, log, signal: options.signal });
  checkCounts(name, splits);
  return { ...splits, ...archive.facts, source: where };
}

/** Each gives the path of an archive or a folder. */
function attempts({ facts, address, md5 }: Archive, options: CifarOptions): Attempt<string>[] {
  const { path, signal } = options;
  if (path !== undefined) return [{ where: `path ${path}`, read: () => verifiedPath(path, md5) }];
  const kept = join(options.cache ?? cacheFolder(), 'datasets', facts.name, `${facts.name}-binary.tar.gz`);
  const fetched = async () => {
    const bytes = await download(address, { connectSeconds: 10, totalSeconds: 3600, signal });
    verify(bytes, address, md5);
    await writeFileAtomic(kept, bytes);
    return kept;
  };
  return [
    { where: `cache ${kept}`, read: () => verifiedPath(kept, md5) },
    { where: `upstream ${address}`, read: fetched },
  ];
}

async function verifiedPath(path: string, md5: string): Promise<string> {
  await access(path);
  const at = await lookAt(path);
  if (!at?.isFolder) verify(await readFile(path), path, md5);
  return path;
}

function verify(bytes: Uint8Array, file: string, expected: string): void {
  const md5 = createHash('md5').update(bytes).digest('hex');
  if (md5 !== expected) throw new DatasetError(`${file}: its MD5 must be ${expected}, got ${md5}; remove it and fetch it again`);
}

function checkCounts(name: string, { training, test }: OfficialSplits): void {
  if (training.count === TRAINING && test?.count === TEST) return;
  throw new DatasetError(
    `data set ${name}: there must be ${TRAINING} training and ${TEST} test images, got ${training.count} and ${test?.count ?? 0}; ` +
      'give the folder itself as data set when it holds other data',
  );
}
