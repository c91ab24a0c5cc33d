/**
 * Names of the outputs of TensorFlow's ops, which nodes inside a function must tell (`node:name:index`); an op that is not listed has one output
 * called `output`. Source: the op definitions in tensorflow/core/ops.
 */
const OUTPUT_NAMES: Readonly<Record<string, readonly string[]>> = {
  ...named('z', 'Mul', 'AddV2', 'Sub', 'RealDiv', 'Maximum', 'Minimum', 'Pow', 'Less', 'GreaterEqual', 'Equal', 'LogicalAnd', 'SigmoidGrad'),
  ...named('y', 'Sigmoid', 'Erf', 'Exp', 'Log', 'Rsqrt', 'Sqrt', 'Square', 'Neg', 'Cast', 'Transpose'),
  ...named('backprops', 'ReluGrad', 'Relu6Grad'),
  ...named('activations', 'Relu', 'Relu6'),
  AddN: ['sum'],
  MatMul: ['product'],
  VarHandleOp: ['resource'],
  ReadVariableOp: ['value'],
  SoftmaxCrossEntropyWithLogits: ['loss', 'backprop'],
  FusedBatchNormV3: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2', 'reserve_space_3'],
  FusedBatchNormGradV3: ['x_backprop', 'scale_backprop', 'offset_backprop', 'reserve_space_4', 'reserve_space_5'],
};

function named(name: string, ...ops: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(ops.map((op) => [op, [name]]));
}

/** Ops whose only output is a list: its members differ in index, not in name. */
const LIST_OUTPUTS = new Set(['SplitV', 'Split', 'While', 'StatefulPartitionedCall']);

/** How a node inside a function names output `index` of the node `name`. */
export function functionRef(op: string, name: string, index: number): string {
  if (LIST_OUTPUTS.has(op)) return `${name}:output:${index}`;
  return `${name}:${(OUTPUT_NAMES[op] ?? ['output'])[index]}:0`;
}
