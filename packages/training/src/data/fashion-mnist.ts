import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Attempt, firstThatSucceeds } from './attempts.js';
import { cacheFolder, writeFileAtomic } from './cache.js';
import { DatasetError, type OfficialSplits } from './dataset.js';
import { type DebianOptions, unpackDebianPackage } from './debian-package.js';
import { download } from './download.js';
import { IDX_FILES, type IdxContents, type IdxPart, idxSplits, readIdxFolder } from './idx-folder.js';

/** Facts that are known without any file. */
export const FASHION_MNIST_FACTS = {
  name: 'fashion-mnist',
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  height: 28,
  width: 28,
  channels: 1,
  licence: 'MIT, Copyright 2017 Zalando SE',
} as const;

/** SHA-256 of the decompressed files (Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747). */
const SHA256: Checksums = {
  trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
};

const DEBIAN_PACKAGE = 'dataset-fashion-mnist';

/** Where the files are looked for, and what they must be. */
const PLACES = {
  installed: '/usr/share/datasets/fashion-mnist',
  upstream: 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
  sha256: SHA256,
  env: process.env,
};

export interface FashionMnistOptions {
  /** A folder with the four IDX files, or the part of their paths before `train-images-idx3-ubyte`. Nothing else is tried then. */
  readonly path?: string;
  readonly cache?: string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

type Checksums = Readonly<Record<IdxPart, string>>;

/**
 * Fashion-MNIST from the first place that has it, checked by SHA-256: the given path, else the cache, Debian's installed package,
 * the package downloaded and unpacked without root, the upstream address. What was fetched goes to the cache. Every step is
 * logged; the DatasetError of the last failure lists them all.
 */
export async function loadFashionMnist(options: FashionMnistOptions, places: typeof PLACES = PLACES): Promise<OfficialSplits> {
  const log = options.log ?? (() => {});
  const sources = attempts(options, places, log);
  const { where, value } = await firstThatSucceeds('fashion-mnist', 'its four IDX files', sources, { log, signal: options.signal });
  return idxSplits(value, { ...FASHION_MNIST_FACTS, source: where });
}

function attempts(options: FashionMnistOptions, places: typeof PLACES, log: (line: string) => void): Attempt<IdxContents>[] {
  const verified = async (prefix: string) => verify(await readIdxFolder(prefix), places.sha256);
  const { path, signal } = options;
  if (path !== undefined) return [{ where: `path ${path}`, read: () => verified(path) }];
  const cache = join(options.cache ?? cacheFolder(places.env), 'datasets', 'fashion-mnist');
  const fetched = async (contents: IdxContents) => {
    await keep(verify(contents, places.sha256), cache);
    return contents;
  };
  return [
    { where: `cache ${cache}`, read: () => verified(cache) },
    { where: `installed package ${places.installed}`, read: () => verified(places.installed) },
    {
      where: `Debian package ${DEBIAN_PACKAGE}`,
      read: async () => fetched(await fromDebianPackage(cache, { env: places.env, signal, log: (line) => log(`fashion-mnist: ${line}`) })),
    },
    { where: `upstream ${places.upstream}`, read: async () => fetched(await fromUpstream(places.upstream, signal)) },
  ];
}

async function fromDebianPackage(cache: string, options: DebianOptions): Promise<IdxContents> {
  // Whether the result can be kept is better known before 31 MB are fetched.
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-apt-'));
  try {
    options.log('asking apt-get for the package (31 MB), without root');
    const root = await unpackDebianPackage(DEBIAN_PACKAGE, folder, options);
    return await readIdxFolder(join(root, PLACES.installed));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fromUpstream(address: string, signal: AbortSignal | undefined): Promise<IdxContents> {
  const contents: Partial<Record<IdxPart, Uint8Array>> = {};
  for (const part of parts()) contents[part] = await fetchPart(address, `${IDX_FILES[part]}.gz`, signal);
  return contents as IdxContents;
}

async function fetchPart(address: string, file: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(await download(`${address}/${file}`, { connectSeconds: 10, totalSeconds: 600, signal }));
  } catch (error) {
    throw new DatasetError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function verify(contents: IdxContents, expected: Checksums): IdxContents {
  for (const part of parts()) {
    const sha256 = createHash('sha256').update(contents[part]).digest('hex');
    if (sha256 !== expected[part]) {
      throw new DatasetError(`${IDX_FILES[part]}: SHA-256 of the decompressed file must be ${expected[part]}, got ${sha256}; remove it`);
    }
  }
  return contents;
}

/** Compressed lightly: decompression is what every worker waits for. */
async function keep(contents: IdxContents, cache: string): Promise<void> {
  for (const part of parts()) {
    await writeFileAtomic(join(cache, `${IDX_FILES[part]}.gz`), await promisify(gzip)(contents[part], { level: 1 }));
  }
}

function parts(): IdxPart[] {
  return Object.keys(IDX_FILES) as IdxPart[];
}
