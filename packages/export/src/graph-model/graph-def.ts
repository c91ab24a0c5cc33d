// The JSON form of TensorFlow's GraphDef that TensorFlow.js graph models hold.

/** An attribute of a node; texts are base64 and 64-bit integers are texts, as in protobuf's JSON. */
export type Attribute =
  | { readonly s: string }
  | { readonly i: string }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly type: 'DT_FLOAT' | 'DT_INT32' }
  | { readonly list: { readonly i: readonly string[] } }
  | { readonly shape: TensorShape }
  | { readonly tensor: { readonly dtype: 'DT_FLOAT' | 'DT_INT32'; readonly tensorShape: TensorShape } };

export interface TensorShape {
  readonly dim: readonly { readonly size: string }[];
}

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

/** A constant of the graph, whose values are in the weights file. */
export interface Constant {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export const text = (value: string): Attribute => ({ s: Buffer.from(value).toString('base64') });
export const integer = (value: number): Attribute => ({ i: String(value) });
export const integers = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
export const shapeOf = (sides: readonly number[]): TensorShape => ({ dim: sides.map((size) => ({ size: String(size) })) });
const FLOAT: Attribute = { type: 'DT_FLOAT' };

/** Collects nodes and constants. */
export class GraphDefWriter {
  readonly nodes: NodeDef[] = [];
  readonly constants: Constant[] = [];

  /** Appends a node of floats and returns its name. */
  add(op: string, name: string, input: readonly string[], attr: Readonly<Record<string, Attribute>> = {}): string {
    this.nodes.push({ name, op, input, attr: { T: FLOAT, ...attr } });
    return name;
  }

  floats(name: string, shape: readonly number[], data: ArrayLike<number>): string {
    return this.constant({ name, dtype: 'float32', shape, data: Float32Array.from(data) });
  }

  /** A list of integers; `shape` where it is not a plain list. */
  integers(name: string, data: readonly number[], shape: readonly number[] = [data.length]): string {
    return this.constant({ name, dtype: 'int32', shape, data: Int32Array.from(data) });
  }

  placeholder(name: string, sides: readonly number[]): string {
    this.nodes.push({ name, op: 'Placeholder', input: [], attr: { dtype: FLOAT, shape: { shape: shapeOf(sides) } } });
    return name;
  }

  private constant(constant: Constant): string {
    const dtype = constant.dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32';
    const value: Attribute = { tensor: { dtype, tensorShape: shapeOf(constant.shape) } };
    this.nodes.push({ name: constant.name, op: 'Const', input: [], attr: { dtype: { type: dtype }, value } });
    this.constants.push(constant);
    return constant.name;
  }
}
