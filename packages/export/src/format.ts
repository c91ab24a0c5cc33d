import type { Architecture, Graph } from '@isoflop/blocks';
import type { NamedWeights, TensorFlow } from '@isoflop/runtime';
import type { Probe } from './probes.js';
import type { Rounding } from './rounding.js';

/** How images become what the network takes: (byte / 255 - mean) / std per channel. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What is known of a trained network, for people. */
export interface Evidence {
  /** 0 to 1. */
  readonly accuracy: number;
  /** 95 % interval of it. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Which split, how many seeds: `validation, mean of 3 seeds`. */
  readonly basis: string;
  readonly dataset: string;
  readonly licence: string;
  readonly budget: string;
  readonly recipe: string;
  readonly seed: number;
}

/** What is exported. */
export interface Exportable {
  readonly architecture: Architecture;
  readonly graph: Graph;
  /** Absent when only the architecture is known: formats that hold weights are then left out. */
  readonly weights?: readonly NamedWeights[] | undefined;
  /** Absent when the network was not trained by us. */
  readonly normalization?: Normalization | undefined;
  /** Absent when the network was not trained by us. */
  readonly evidence?: Evidence | undefined;
  /** Facts for the reader of the files: results, data set, recipe, versions. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly tf: TensorFlow;
}

/** An exportable whose weights are known. */
export type TrainedExportable = Exportable & { readonly weights: readonly NamedWeights[] };

/** A file as it will be written, relative to the export folder. */
export interface FileContent {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The files of one export as a reader finds them on disk. */
export interface Written {
  /** The export folder, for programs that read files themselves. */
  readonly folder: string;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** What a verification found. */
export type Verdict =
  | {
      readonly verified: true;
      readonly maxAbsError: number;
      /** Which program read the files. */
      readonly by: string;
      /** Those of the files, by path, whose weights were rounded on purpose. */
      readonly rounded?: Readonly<Record<string, Rounding>>;
      /** Where the error is above the format's tolerance: what rounding alone may do to this network, which it is not above. */
      readonly allowedForRounding?: number;
    }
  | NotVerified;

interface NotVerified {
  readonly verified: false;
  /** What is missing here, and how to get it. */
  readonly reason: string;
}

/** What a verification found of one file. */
export type FileVerdict =
  | {
      readonly verified: true;
      readonly maxAbsError: number;
      readonly by: string;
      readonly rounding?: Rounding;
      readonly allowedForRounding?: number;
    }
  | NotVerified;

/** One file of an export. */
export interface WrittenFile {
  /** Relative to the export folder. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What reading it back found; absent when that was not asked. */
  readonly verdict?: FileVerdict;
}

/** A format that has been written. */
export interface WrittenFormat {
  /** How to load it, as a line of Markdown. */
  readonly use: string;
  readonly files: readonly WrittenFile[];
}

interface Checks<E extends Exportable> {
  /** How to load it, as a line of Markdown. */
  readonly use: string;
  /**
   * Makes the files; writes nothing. `others` are the formats written before. Throws `ExportError` where the format cannot say what the
   * network does.
   */
  write(exportable: E, others: readonly WrittenFormat[]): Promise<FileContent[]>;
  /**
   * Reads the written files back as a user's tool would and compares outputs with those of the model in training; the error is 0 where files
   * hold no function. Throws `ExportError` when they do not hold what was exported.
   */
  verify(exportable: E, written: Written, probes: readonly Probe[]): Promise<Verdict>;
}

/** A kind of export. A new one is a file of its own and a line in `formats`. */
export type Format =
  | (Checks<Exportable> & { readonly holdsWeights: false })
  | (Checks<TrainedExportable> & {
      readonly holdsWeights: true /** Largest difference of logits that passes. */;
      readonly tolerance: number;
    });

/** An export that could not be made or is not what it should be. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}
