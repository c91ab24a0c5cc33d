import { stat } from 'node:fs/promises';
import { type Dataset, DatasetError, type OfficialSplits } from './dataset.js';
import { FASHION_MNIST_FACTS, loadFashionMnist } from './fashion-mnist.js';
import { loadIdxFolder } from './idx-folder.js';
import { makeTextures, TEXTURES_FACTS } from './procedural.js';
import { type Subset, splitDataset } from './split.js';

/** Which data, how it is cut and how much of it is used: plain data that a job carries. */
export interface DatasetRequest {
  /** A known name, or a folder with the four IDX files of an MNIST-like data set. */
  readonly name: string;
  /** Of the cut between training and validation and of the subsets. */
  readonly seed: number;
  readonly subset?: Subset;
  /** Share of the official training set that validates; 1/6 when absent. */
  readonly validationFraction?: number;
  /** Where the files of a known data set are; nothing else is tried then. */
  readonly path?: string;
  /** Where downloads are kept; ISOFLOP_CACHE, XDG_CACHE_HOME/isoflop or ~/.cache/isoflop when absent. */
  readonly cache?: string;
}

export interface OpenDatasetOptions extends Omit<DatasetRequest, 'name'> {
  /** Gets one line for every step. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What is known about a data set before it is fetched, to check an experiment file against. */
export type DatasetFacts = Pick<Dataset, 'name' | 'classes' | 'height' | 'width' | 'channels' | 'licence'>;

// The content of `textures` never changes; a request's seed only changes how it is cut.
const TEXTURES = { training: 7200, test: 2000, seed: 1 };

const known: Readonly<Record<string, { facts: DatasetFacts; load: (options: OpenDatasetOptions) => Promise<OfficialSplits> }>> = {
  'fashion-mnist': { facts: FASHION_MNIST_FACTS, load: loadFashionMnist },
  textures: { facts: TEXTURES_FACTS, load: async () => makeTextures(TEXTURES) },
};

/** The data sets that have a name. */
export function knownDatasets(): readonly DatasetFacts[] {
  return Object.values(known).map((entry) => entry.facts);
}

/**
 * Opens a data set by known name or folder, and cuts it into train, validation and test. Throws a DatasetError when the name is
 * unknown, the data cannot be had, or the subset is larger than the split.
 */
export async function openDataset(nameOrPath: string, options: OpenDatasetOptions): Promise<Dataset> {
  const entry = Object.hasOwn(known, nameOrPath) ? known[nameOrPath] : undefined;
  if (entry) return splitDataset(await entry.load(options), options);
  const isFolder = await stat(nameOrPath).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new DatasetError(
      `data set: must be a known name (${Object.keys(known).join(', ')}) or a folder with four IDX files, got ${JSON.stringify(nameOrPath)}; ` +
        'correct the name or the path',
    );
  }
  try {
    return splitDataset(await loadIdxFolder(nameOrPath), options);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    throw new DatasetError(`data set ${nameOrPath}: ${error.message}`, { cause: error });
  }
}
