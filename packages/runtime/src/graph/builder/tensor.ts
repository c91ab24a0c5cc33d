import type { DType, NodeDef } from '../proto/graph-def.js';
import type { Scope } from './scope.js';

/** Shape and element type of a tensor; -1 stands for a size that is known only when the graph runs. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** One output of a node. */
export interface GraphTensor extends TensorType {
  readonly scope: Scope;
  readonly node: NodeDef;
  /** How other nodes name it as an input. */
  readonly ref: string;
  /** Whether the loss may depend on a trainable variable through it. */
  readonly differentiable: boolean;
}

/** Number of values. Throws for a size that is not known. */
export function sizeOf(shape: readonly number[]): number {
  if (shape.includes(-1)) throw new RangeError(`graph: the shape must be known, got [${shape.join(', ')}]; give the batch size`);
  return shape.reduce((product, size) => product * size, 1);
}

export const float32 = (shape: readonly number[]): TensorType => ({ shape, dtype: 'float32' });
export const int32 = (shape: readonly number[]): TensorType => ({ shape, dtype: 'int32' });
