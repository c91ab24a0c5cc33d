import type { Attr, Attrs, NodeDef, TensorValue } from '@isoflop/runtime';

/** A constant of the graph. */
export interface Constant extends TensorValue {
  readonly name: string;
}

const FLOAT: Attr = { type: 'float32' };

/** Collects the nodes of a TensorFlow graph. */
export class GraphDefWriter {
  readonly nodes: NodeDef[] = [];
  readonly constants: Constant[] = [];

  /** Appends a node of floats and returns its name. */
  add(op: string, name: string, inputs: readonly string[], attrs: Attrs = {}): string {
    this.nodes.push({ name, op, inputs: [...inputs], attrs: { T: FLOAT, ...attrs } });
    return name;
  }

  floats(name: string, shape: readonly number[], data: ArrayLike<number>): string {
    return this.constant({ name, dtype: 'float32', shape, data: Float32Array.from(data) });
  }

  /** A list of integers; `shape` where it is not a plain list. */
  integers(name: string, data: readonly number[], shape: readonly number[] = [data.length]): string {
    return this.constant({ name, dtype: 'int32', shape, data: Int32Array.from(data) });
  }

  placeholder(name: string, shape: readonly number[]): string {
    this.nodes.push({ name, op: 'Placeholder', inputs: [], attrs: { dtype: FLOAT, shape: { shape } } });
    return name;
  }

  private constant(constant: Constant): string {
    const { name, ...value } = constant;
    this.nodes.push({ name, op: 'Const', inputs: [], attrs: { dtype: { type: constant.dtype }, value: { tensor: value } } });
    this.constants.push(constant);
    return name;
  }
}
