import type { DataPath } from './data-path.js';
import type { OfficialSplits } from './dataset.js';

/** How the content of a path is read, whatever its format. */
export interface ReadOptions {
  /** Refuse data with anything unreadable in it instead of leaving that out. */
  readonly strict: boolean;
  /** Side in pixels of the square that pictures are brought to; see `targetSize`. Formats whose images have one size anyway ignore it. */
  readonly imageSize?: number | undefined;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A way in which image data sets lie on disk. */
export interface DatasetFormat {
  /** For messages: what a path must look like to be one. */
  readonly description: string;
  /** Whether reading takes so much longer than reading the pixels that the result is worth keeping. */
  readonly slow: boolean;
  /** Decides by names and first bytes. */
  detects(at: DataPath): Promise<boolean>;
  /** Throws a DatasetError that names the file and the rule; the caller adds the path of the data set. */
  read(at: DataPath, options: ReadOptions): Promise<OfficialSplits>;
}
