import type { GraphTensor } from '../builder/tensor.js';

type BinaryOp = 'Mul' | 'AddV2' | 'Sub' | 'RealDiv' | 'Maximum' | 'Minimum' | 'Pow';
type UnaryOp = 'Sigmoid' | 'Relu' | 'Relu6' | 'Erf' | 'Exp' | 'Rsqrt' | 'Sqrt' | 'Square' | 'Neg';

/** One op on two tensors, the smaller broadcast to the larger's shape; no gradient is recorded. */
export function binary(op: BinaryOp, a: GraphTensor, b: GraphTensor): GraphTensor {
  const { shape } = a.shape.length >= b.shape.length && !isStretched(a, b) ? a : b;
  return a.scope.tensor(op, [a, b], { T: { type: a.dtype } }, { shape, dtype: a.dtype });
}

/** Whether `a`, of as many axes as `b`, is the one to broadcast. */
function isStretched(a: GraphTensor, b: GraphTensor): boolean {
  return a.shape.length === b.shape.length && a.shape.some((size, axis) => size === 1 && b.shape[axis] !== 1);
}

export const multiply = (a: GraphTensor, b: GraphTensor) => binary('Mul', a, b);
export const add = (a: GraphTensor, b: GraphTensor) => binary('AddV2', a, b);
export const subtract = (a: GraphTensor, b: GraphTensor) => binary('Sub', a, b);

/** x · factor. */
export const scaleBy = (x: GraphTensor, factor: number) => binary('Mul', x, x.scope.float(factor));
/** x + term. */
export const shiftBy = (x: GraphTensor, term: number) => binary('AddV2', x, x.scope.float(term));

/** One op on every value; no gradient is recorded. */
export function unary(op: UnaryOp, x: GraphTensor): GraphTensor {
  return x.scope.tensor(op, [x], { T: { type: x.dtype } }, x);
}

/** Reads `x` as another type; no gradient is recorded. */
export function cast(x: GraphTensor, dtype: GraphTensor['dtype']): GraphTensor {
  return x.scope.tensor('Cast', [x], { SrcT: { type: x.dtype }, DstT: { type: dtype } }, { shape: x.shape, dtype });
}
