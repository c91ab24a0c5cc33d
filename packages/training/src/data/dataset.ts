/** Labelled images of one split: `images` is [count, height, width, channels], one byte per value; `labels[i]` indexes `classes`. */
export interface ImageSplit {
  readonly images: Uint8Array;
  readonly labels: Int32Array;
  readonly count: number;
}

/**
 * An image classification data set in memory. `validation` is cut from the official training set and chooses between candidates;
 * `test` is the official test set, read once at the end.
 */
export interface Dataset {
  readonly name: string;
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly train: ImageSplit;
  readonly validation: ImageSplit;
  readonly test: ImageSplit;
  /** Where the data came from, for people. */
  readonly source: string;
  /** Licence of the data and its owner. */
  readonly licence: string;
  /** Images that could not be read and are in no split; absent when all could. */
  readonly skipped?: SkippedImages;
}

/** How many images could not be read, and for the first of them what was wrong, each with file or record. */
export interface SkippedImages {
  readonly count: number;
  readonly first: readonly string[];
}

/** The parts that a data set is published in. What is absent is cut from `training`. */
export interface OfficialSplits extends Omit<Dataset, 'train' | 'validation' | 'test'> {
  readonly training: ImageSplit;
  readonly validation?: ImageSplit;
  readonly test?: ImageSplit;
}

/** What is wrong with data: a missing file, a wrong checksum, an unknown name. The message says where, what and how to mend it. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
