import type { SignatureDef } from '../proto/graph-def.js';
import { encodeSavedModel } from '../proto/saved-model.js';
import { type NodeList, Scope } from './scope.js';
import type { GraphTensor, TensorType } from './tensor.js';

type Tensors = Readonly<Record<string, GraphTensor>>;

/** A TensorFlow graph while it is written. What it offers are signatures: calls with named inputs and outputs. */
export class GraphWriter {
  readonly #list: NodeList = { nodes: [], names: new Map() };
  readonly #signatures: Record<string, SignatureDef> = {};

  /**
   * Writes a signature: `write` gets one placeholder per input. Each has its own part of the graph, of which TensorFlow's optimiser, when the
   * signature first runs, sees no other.
   */
  signature(name: string, inputs: Readonly<Record<string, TensorType>>, write: (scope: Scope, inputs: Tensors) => Tensors): void {
    const scope = new Scope(this.#list);
    const placeholders = Object.fromEntries(
      Object.entries(inputs).map(([key, type]) => {
        const attrs = { dtype: { type: type.dtype }, shape: { shape: type.shape } } as const;
        return [key, scope.tensor('Placeholder', [], attrs, type, { name: `${name}/${key}` })];
      }),
    );
    // Of their own, because TensorFlow refuses to give back what it was fed.
    const outputs = Object.fromEntries(Object.entries(write(scope, placeholders)).map(([key, output]) => [key, scope.identity(output)]));
    const describe = (tensors: Tensors) =>
      Object.fromEntries(
        Object.entries(tensors).map(([key, { ref, dtype, shape }]) => [key, { name: ref.includes(':') ? ref : `${ref}:0`, dtype, shape }]),
      );
    this.#signatures[name] = { inputs: describe(placeholders), outputs: describe(outputs) };
  }

  get signatures(): Readonly<Record<string, SignatureDef>> {
    return this.#signatures;
  }

  /** The bytes of a `saved_model.pb`. */
  encode(): Uint8Array {
    return encodeSavedModel({ nodes: this.#list.nodes, signatures: this.#signatures });
  }
}
