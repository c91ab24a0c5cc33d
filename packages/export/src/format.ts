import type { Architecture, Graph } from '@isoflop/blocks';
import type { NamedWeights, TensorFlow } from '@isoflop/runtime';

/** What is exported. */
export interface Exportable {
  readonly architecture: Architecture;
  readonly graph: Graph;
  readonly weights: readonly NamedWeights[];
  /** Facts for the reader of the files: results, data set, recipe, versions. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly tf: TensorFlow;
}

/** A file as it will be written, relative to the export folder. */
export interface FileContent {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A verified export differs from the model in training by no more than this, in logits. */
export const TOLERANCE = 1e-5;

/** A kind of export. A new one is a file of its own and a line in `formats`. */
export interface Format {
  /** Makes the files; writes nothing. */
  write(exportable: Exportable): Promise<FileContent[]>;
  /**
   * Reads the written files back as a user's tool would and returns the largest absolute difference of outputs; 0 where files hold no
   * function. Throws `ExportError` when they do not hold what was exported.
   */
  verify(exportable: Exportable, read: (path: string) => Promise<Uint8Array<ArrayBuffer>>): Promise<number>;
}

/** An export that could not be made or is not what it should be. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}
