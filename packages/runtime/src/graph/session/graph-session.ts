import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphWriter } from '../builder/graph-writer.js';
import { DTYPE_NUMBERS, type SignatureDef } from '../proto/graph-def.js';
import type { NativeBinding } from './binding.js';
import { UNOPTIMIZED } from './session-config.js';

export type Feed = Float32Array | Int32Array | Uint8Array | number;

/** A graph that TensorFlow has loaded, with variables of its own. The owner calls `dispose`. */
export class GraphSession {
  readonly #model: number;
  readonly #signatures: Readonly<Record<string, SignatureDef>>;
  #open = true;

  constructor(
    private readonly binding: NativeBinding,
    writer: GraphWriter,
    /** Whether TensorFlow's graph optimiser is to go over it. */
    { optimized = true }: { readonly optimized?: boolean } = {},
  ) {
    this.#signatures = writer.signatures;
    this.#model = load(binding, writer.encode(), optimized);
  }

  /** Runs a signature with one feed per input; returns its outputs. Throws what TensorFlow says went wrong. */
  run(name: string, feeds: Readonly<Record<string, Feed>> = {}): Record<string, Float32Array | Int32Array> {
    const { inputs, outputs } = this.#signatures[name];
    const fed = Object.entries(inputs).map(([key, { shape, dtype }]) => {
      const data = asArray(feeds[key], dtype);
      return this.binding.createTensor(actualShape(shape, data.length, `${name}: ${key}`), DTYPE_NUMBERS[dtype], data);
    });
    try {
      const names = (tensors: SignatureDef['inputs']) =>
        Object.values(tensors)
          .map((tensor) => tensor.name)
          .join(',');
      const results = this.binding.runSavedModel(this.#model, fed, names(inputs), names(outputs));
      return Object.fromEntries(Object.keys(outputs).map((key, index) => [key, this.#take(results[index].id)]));
    } finally {
      for (const id of fed) this.binding.deleteTensor(id);
    }
  }

  dispose(): void {
    if (this.#open) this.binding.deleteSavedModel(this.#model);
    this.#open = false;
  }

  #take(id: number): Float32Array | Int32Array {
    const data = this.binding.tensorDataSync(id);
    this.binding.deleteTensor(id);
    return data;
  }
}

/** TensorFlow reads the folder once, while it loads; the session's configuration is read by isoflop's addition to the binding, and by no other. */
function load(binding: NativeBinding, bytes: Uint8Array, optimized: boolean): number {
  const folder = mkdtempSync(join(tmpdir(), 'isoflop-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    if (!optimized) writeFileSync(join(folder, 'session_config.pb'), UNOPTIMIZED);
    return binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function asArray(feed: Feed, dtype: string): Float32Array | Int32Array | Uint8Array {
  if (typeof feed !== 'number') return feed;
  return dtype === 'int32' ? Int32Array.of(feed) : Float32Array.of(feed);
}

/** The shape with its one unknown size filled in. */
function actualShape(shape: readonly number[], length: number, where: string): number[] {
  const known = shape.reduce((product, size) => (size < 0 ? product : product * size), 1);
  const actual = shape.map((size) => (size < 0 ? length / known : size));
  if (actual.reduce((product, size) => product * size, 1) !== length || !actual.every(Number.isInteger)) {
    throw new RangeError(`graph: ${where} must have the shape [${shape.join(', ')}], got ${length} values; give whole rows`);
  }
  return actual;
}
