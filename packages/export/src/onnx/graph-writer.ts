import { ATTRIBUTE, type AttributeProto, ELEMENT, type NodeProto, type TensorProto } from './proto.js';

/** A tensor on its way through the network: maps are [batch, channels, height, width], vectors [batch, channels]. */
export interface OnnxValue {
  readonly name: string;
  readonly rank: 2 | 4;
}

/** An attribute: a list is of integers, `{ float }` says that a number is no integer. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

/** Collects nodes and initializers. */
export class OnnxGraphWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];

  /** Appends a node whose one output has the node's name, and returns that name. */
  add(opType: string, name: string, inputs: readonly string[], attributes: Attributes = {}): string {
    this.nodes.push({ opType, name, input: inputs, output: [name], attribute: Object.entries(attributes).map(attributeOf) });
    return name;
  }

  floats(name: string, dims: readonly number[], data: ArrayLike<number>): string {
    const values = Float32Array.from(data);
    this.initializers.push({ name, dims, dataType: ELEMENT.float, rawData: new Uint8Array(values.buffer) });
    return name;
  }

  integers(name: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values.map(BigInt));
    this.initializers.push({ name, dims: [values.length], dataType: ELEMENT.int64, rawData: new Uint8Array(data.buffer) });
    return name;
  }

  /** A vector as a map of one pixel; `name` must be new. */
  asMap(value: OnnxValue, name: string): string {
    if (value.rank === 4) return value.name;
    return this.add('Unsqueeze', name, [value.name, this.integers(`${name}/axes`, [2, 3])]);
  }

  /** A map of one pixel as a vector; `name` must be new. */
  asVector(value: OnnxValue, name: string): string {
    return value.rank === 2 ? value.name : this.add('Flatten', name, [value.name], { axis: 1 });
  }

  /** Gives a tensor that nothing reads another name. */
  rename(from: string, to: string): void {
    const producer = this.nodes.find(({ output }) => output[0] === from);
    if (producer) producer.output = [to];
  }
}

function attributeOf([name, value]: [string, Attributes[string]]): AttributeProto {
  if (typeof value === 'number') return { name, type: ATTRIBUTE.int, i: value };
  if ('float' in value) return { name, type: ATTRIBUTE.float, f: value.float };
  return { name, type: ATTRIBUTE.ints, ints: value };
}
