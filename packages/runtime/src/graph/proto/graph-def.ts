/** TensorFlow's numbers of the element types that we write (tensorflow/core/framework/types.proto). */
export const DTYPE_NUMBERS = { float32: 1, float64: 2, int32: 3, uint8: 4, int64: 9, bool: 10, resource: 20, uint64: 23 } as const;
export type DType = keyof typeof DTYPE_NUMBERS;

/** A constant; the bytes of `data` are its values, little-endian. */
export interface TensorValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigUint64Array;
}

/** An attribute of an op, tagged with its type. */
export type Attr =
  | { readonly type: DType }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly types: readonly DType[] }
  | { readonly shape: readonly number[] }
  | { readonly tensor: TensorValue };

export type Attrs = Readonly<Record<string, Attr>>;

/** One op. Inputs are `node`, or `node:1` for its second output; `^node` only waits. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly inputs: string[];
  readonly attrs: Attrs;
}

/** A tensor of the graph by name, `node:0`. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

export interface SignatureDef {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
}

export interface SavedModel {
  readonly nodes: readonly NodeDef[];
  readonly signatures: Readonly<Record<string, SignatureDef>>;
}
