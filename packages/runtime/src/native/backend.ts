import type { Tensor, TensorInfo } from '@tensorflow/tfjs';

/** An attribute of a TensorFlow op, as tfjs-node's backend takes it. */
export interface OpAttr {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that runs TensorFlow's own ops by name. */
export interface NativeBackend {
  readonly binding: {
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_INT: number;
    /** There where attributes may be lists of strings and types: isoflop's addition, see `binding-patch.ts`. */
    readonly ISOFLOP_LIST_ATTRS?: number;
  };
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput(op: string, attrs: readonly OpAttr[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(op: string, attrs: readonly OpAttr[], inputs: readonly TensorInfo[], outputs: number): Tensor[];
}
