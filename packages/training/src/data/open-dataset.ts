import { type DataPath, lookAt } from './data-path.js';
import { type Dataset, DatasetError, type OfficialSplits } from './dataset.js';
import { decodedOnce } from './decoded-cache.js';
import { FASHION_MNIST_FACTS, loadFashionMnist } from './fashion-mnist.js';
import type { DatasetFormat } from './format.js';
import { formats } from './formats.js';
import { CIFAR_10, CIFAR_100, loadCifar } from './known-cifar.js';
import { makeTextures, TEXTURES_FACTS } from './procedural.js';
import { type Subset, splitDataset } from './split.js';

/** Which data, how it is cut and how much of it is used: plain data that a job carries. */
export interface DatasetRequest {
  /** A known name, or a path in one of the formats in `formats.ts`. */
  readonly name: string;
  /** Of the cut between training and validation and of the subsets. */
  readonly seed: number;
  readonly subset?: Subset;
  /** Share of the official training set that validates; 1/6 when absent. */
  readonly validationFraction?: number;
  /** Share of the images that tests, where the data has no test set of its own; 1/6 when absent. */
  readonly testFraction?: number;
  /** Refuse a path with anything unreadable in it, instead of leaving that out and counting it. */
  readonly strict?: boolean;
  /** Side in pixels of the square that pictures of a folder or TFRecord are brought to; see `targetSize` for when it is absent. */
  readonly imageSize?: number;
  /** Where the files of a known data set are; nothing else is tried then. */
  readonly path?: string;
  /** Where downloads and decoded images are kept; ISOFLOP_CACHE, XDG_CACHE_HOME/isoflop or ~/.cache/isoflop when absent. */
  readonly cache?: string;
}

export interface OpenDatasetOptions extends Omit<DatasetRequest, 'name'> {
  /** Gets one line for every step. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What is known about a data set before it is fetched, to check an experiment file against. */
export type DatasetFacts = Pick<Dataset, 'name' | 'classes' | 'height' | 'width' | 'channels' | 'licence'>;

// The content of `textures` never changes, so it is drawn once; a request's seed only changes how it is cut.
const TEXTURES = { training: 7200, test: 2000, seed: 1 };
let textures: OfficialSplits | undefined;

async function loadTextures(): Promise<OfficialSplits> {
  textures ??= makeTextures(TEXTURES);
  return textures;
}

const known: Readonly<Record<string, { facts: DatasetFacts; load: (options: OpenDatasetOptions) => Promise<OfficialSplits> }>> = {
  'fashion-mnist': { facts: FASHION_MNIST_FACTS, load: loadFashionMnist },
  'cifar-10': { facts: CIFAR_10.facts, load: (options) => loadCifar(CIFAR_10, options) },
  'cifar-100': { facts: CIFAR_100.facts, load: (options) => loadCifar(CIFAR_100, options) },
  textures: { facts: TEXTURES_FACTS, load: loadTextures },
};

/** The data sets that have a name. */
export function knownDatasets(): readonly DatasetFacts[] {
  return Object.values(known).map((entry) => entry.facts);
}

/**
 * Opens a data set by known name or path, and cuts it into train, validation and test. Throws a DatasetError when the name is unknown, the
 * path is in no known format, the data cannot be had, or the subset is larger than the split.
 */
export async function openDataset(nameOrPath: string, options: OpenDatasetOptions): Promise<Dataset> {
  const entry = Object.hasOwn(known, nameOrPath) ? known[nameOrPath] : undefined;
  if (entry) return splitDataset(await entry.load(options), options);
  try {
    return splitDataset(await readPath(nameOrPath, options), options);
  } catch (error) {
    if (!(error instanceof DatasetError) || error.message.startsWith('data set')) throw error;
    throw new DatasetError(`data set ${nameOrPath}: ${error.message}`, { cause: error });
  }
}

async function readPath(path: string, options: OpenDatasetOptions): Promise<OfficialSplits> {
  const at = await lookAt(path);
  if (!at) {
    throw new DatasetError(
      `data set: must be a known name (${Object.keys(known).join(', ')}) or a path, got ${JSON.stringify(path)}; correct the name or the path`,
    );
  }
  const format = await detectFormat(at);
  const { strict = false, imageSize, signal, log = () => {} } = options;
  const read = () => format.read(at, { strict, imageSize, log, signal });
  const splits = format.slow ? await decodedOnce(path, { cache: options.cache, strict, imageSize, log }, read) : await read();
  tellSkipped(splits, log);
  return splits;
}

async function detectFormat(at: DataPath): Promise<DatasetFormat> {
  for (const format of formats) if (await format.detects(at)) return format;
  const seen = at.isFolder
    ? `a folder with ${listed(at.names)}`
    : `a file that begins with ${Buffer.from(at.head.subarray(0, 8)).toString('hex')}`;
  throw new DatasetError(`must be ${formats.map(({ description }) => description).join(', or ')}; got ${seen}`);
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing in it';
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}

function tellSkipped({ name, skipped }: OfficialSplits, log: (line: string) => void): void {
  if (!skipped) return;
  log(`${name}: left out ${skipped.count} that could not be read, first ${skipped.first.join('; ')}`);
}
