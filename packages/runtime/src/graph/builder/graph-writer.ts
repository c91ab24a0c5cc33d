import type { FunctionDef, NodeDef, SignatureDef } from '../proto/graph-def.js';
import { encodeSavedModel } from '../proto/saved-model.js';
import { Scope } from './scope.js';
import type { GraphTensor, TensorType } from './tensor.js';

type Tensors = Readonly<Record<string, GraphTensor>>;

/** What a function returns, and what must have happened before it does. */
export interface FunctionResult {
  readonly results: readonly GraphTensor[];
  readonly effects?: readonly NodeDef[];
}

/** A TensorFlow graph while it is written: a main scope, functions, and signatures, which are the calls that a session offers. */
export class GraphWriter {
  readonly main = new Scope();
  readonly #functions: FunctionDef[] = [];
  readonly #signatures: Record<string, SignatureDef> = {};

  /** Writes a function; `args` names its arguments, in order. */
  func(name: string, args: Readonly<Record<string, TensorType>>, write: (scope: Scope, args: readonly GraphTensor[]) => FunctionResult): void {
    const scope = new Scope(name);
    const { results, effects = [] } = write(
      scope,
      Object.entries(args).map(([argument, type]) => scope.argument(argument, type)),
    );
    this.#functions.push({
      name,
      args: Object.entries(args).map(([argument, { dtype }]) => ({ name: argument, dtype })),
      results: results.map(({ dtype, ref }, index) => ({ name: `result${index}`, dtype, ref })),
      nodes: scope.nodes,
      effects: effects.map((node) => node.name),
    });
  }

  /** An input of a signature. */
  placeholder(name: string, type: TensorType): GraphTensor {
    return this.main.tensor('Placeholder', [], { dtype: { type: type.dtype }, shape: { shape: type.shape } }, type, { name });
  }

  /** Offers a call: `inputs` are placeholders, `outputs` what it returns. */
  signature(name: string, inputs: Tensors, outputs: Tensors): void {
    const describe = (tensors: Tensors) =>
      Object.fromEntries(
        Object.entries(tensors).map(([key, { ref, dtype, shape }]) => [key, { name: ref.includes(':') ? ref : `${ref}:0`, dtype, shape }]),
      );
    this.#signatures[name] = { inputs: describe(inputs), outputs: describe(outputs) };
  }

  /** A signature whose ops stand in a function of their own, so that TensorFlow's optimiser leaves them alone when another signature runs. */
  call(
    name: string,
    args: Readonly<Record<string, TensorType>>,
    output: { readonly name: string } & TensorType,
    write: (scope: Scope, args: readonly GraphTensor[]) => FunctionResult,
  ): void {
    this.func(name, args, write);
    const inputs = Object.fromEntries(Object.entries(args).map(([argument, type]) => [argument, this.placeholder(`${name}_${argument}`, type)]));
    const values = Object.values(inputs);
    const result = this.main.tensor(
      'StatefulPartitionedCall',
      values,
      {
        Tin: { types: values.map(({ dtype }) => dtype) },
        Tout: { types: [output.dtype] },
        f: { func: name },
        config: { text: '' },
        config_proto: { text: '' },
        executor_type: { text: '' },
      },
      output,
    );
    this.signature(name, inputs, { [output.name]: this.main.identity(result, { name: `${name}_${output.name}` }) });
  }

  get signatures(): Readonly<Record<string, SignatureDef>> {
    return this.#signatures;
  }

  /** The bytes of a `saved_model.pb`. */
  encode(): Uint8Array {
    return encodeSavedModel({ nodes: this.main.nodes, functions: this.#functions, signatures: this.#signatures });
  }
}
