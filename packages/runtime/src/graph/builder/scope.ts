import type { Attrs, NodeDef, TensorValue } from '../proto/graph-def.js';
import { Tape } from './tape.js';
import { float32, type GraphTensor, int32, type TensorType } from './tensor.js';
import type { GraphVariable } from './variable.js';

interface NodeOptions {
  /** Base of the node's name; the op's name where left out. */
  readonly name?: string;
  /** Nodes that must run before. */
  readonly after?: readonly NodeDef[];
}

/** The nodes of a graph, and how often each name has been asked for. */
export interface NodeList {
  readonly nodes: NodeDef[];
  readonly names: Map<string, number>;
}

/**
 * Where nodes are written: one call's part of the graph, or the body of a loop in it. Tensors of one scope cannot be used in another, because a
 * loop runs its nodes again and again.
 */
export class Scope {
  readonly tape = new Tape();
  readonly #constants = new Map<string, GraphTensor>();
  readonly #handles = new Map<string, GraphTensor>();
  readonly #reads = new Map<string, GraphTensor>();

  /** `pivot` is what every node without inputs waits for inside a loop: it puts them there. */
  constructor(
    readonly list: NodeList,
    private readonly pivot?: NodeDef,
  ) {}

  /** Writes a node; returns its outputs. */
  op(op: string, inputs: readonly GraphTensor[], attrs: Attrs, outputs: readonly TensorType[], options: NodeOptions = {}): GraphTensor[] {
    for (const input of inputs) {
      if (input.scope !== this) {
        throw new RangeError(`graph: inputs of ${op} must be of its own loop, got ${input.ref}; let it enter the loop`);
      }
    }
    const waits = inputs.length === 0 && this.pivot ? [this.pivot, ...(options.after ?? [])] : (options.after ?? []);
    const after = waits.map(({ name }) => `^${name}`);
    const node: NodeDef = { name: this.#uniqueName(options.name ?? op), op, inputs: [...inputs.map(({ ref }) => ref), ...after], attrs };
    this.list.nodes.push(node);
    const differentiable = inputs.some((input) => input.differentiable);
    return outputs.map(({ shape, dtype }, index) => ({ scope: this, node, ref: refOf(node, index), shape, dtype, differentiable }));
  }

  /** Writes a node with one output. */
  tensor(op: string, inputs: readonly GraphTensor[], attrs: Attrs, output: TensorType, options: NodeOptions = {}): GraphTensor {
    return this.op(op, inputs, attrs, [output], options)[0];
  }

  /** Writes a node for what it does. */
  effect(op: string, inputs: readonly GraphTensor[], attrs: Attrs, options: NodeOptions = {}): NodeDef {
    this.op(op, inputs, attrs, [], options);
    return this.list.nodes[this.list.nodes.length - 1];
  }

  /** A constant; small ones are written once. */
  constant(value: TensorValue): GraphTensor {
    const key = value.data.length <= 8 ? `${value.dtype}[${value.shape}]${value.data}` : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const made = this.tensor('Const', [], { dtype: { type: value.dtype }, value: { tensor: value } }, value);
    if (key !== undefined) this.#constants.set(key, made);
    return made;
  }

  /** A float32 scalar. */
  float(value: number): GraphTensor {
    return this.constant({ ...float32([]), data: Float32Array.of(value) } as TensorValue);
  }

  /** An int32 scalar. */
  int(value: number): GraphTensor {
    return this.constant({ ...int32([]), data: Int32Array.of(value) } as TensorValue);
  }

  /** An int32 vector: a shape, axes, sizes. */
  ints(values: readonly number[]): GraphTensor {
    return this.constant({ ...int32([values.length]), data: Int32Array.from(values) } as TensorValue);
  }

  identity(x: GraphTensor, options: NodeOptions = {}): GraphTensor {
    return this.tensor('Identity', [x], { T: { type: x.dtype } }, x, options);
  }

  /** The variable itself, for ops that change it. */
  handle({ name, shape, dtype }: GraphVariable): GraphTensor {
    const known = this.#handles.get(name);
    if (known) return known;
    const attrs: Attrs = { dtype: { type: dtype }, shape: { shape }, shared_name: { text: name }, container: { text: '' } };
    const made = this.tensor('VarHandleOp', [], attrs, { shape: [], dtype: 'resource' }, { name: `variable/${name}` });
    this.#handles.set(name, made);
    return made;
  }

  /** The variable's value when the scope starts: one read, whatever the scope assigns later. */
  read(variable: GraphVariable): GraphTensor {
    const known = this.#reads.get(variable.name);
    if (known) return known;
    const { name, dtype, trainable } = variable;
    const read = this.tensor('ReadVariableOp', [this.handle(variable)], { dtype: { type: dtype } }, variable, { name: `read/${name}` });
    const made = { ...read, differentiable: trainable };
    this.#reads.set(name, made);
    return made;
  }

  assign(variable: GraphVariable, value: GraphTensor, after: readonly NodeDef[] = []): NodeDef {
    return this.effect('AssignVariableOp', [this.handle(variable), value], { dtype: { type: variable.dtype } }, { after });
  }

  #uniqueName(base: string): string {
    const count = this.list.names.get(base) ?? 0;
    this.list.names.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  }
}

const refOf = ({ name }: NodeDef, index: number) => (index === 0 ? name : `${name}:${index}`);
