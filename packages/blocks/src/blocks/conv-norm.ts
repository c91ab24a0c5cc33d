import type { NodeRef } from '../ir/graph.js';
import type { Op } from '../ir/op.js';
import type { LowerContext } from './block.js';
import type { ActivationField } from './fields.js';

/** A square window that keeps the size at stride 1: the only kind the blocks here use. */
export function sameWindow(kernel: number, stride: number) {
  return { kernel: [kernel, kernel], stride: [stride, stride], dilation: [1, 1], padding: 'same' } as const;
}

/** A dense convolution without bias (the normalisation behind it has one). */
export function convOp(filters: number, kernel: number, stride: number, bias = false): Op {
  return { kind: 'conv2d', filters, ...sameWindow(kernel, stride), groups: 1, bias };
}

/** Appends a convolution, batch normalisation and activation under `path/name`. */
export function convNorm(context: LowerContext, name: string, op: Op, activation: ActivationField, input: NodeRef): NodeRef {
  const { graph, path, batchNorm } = context;
  let x = graph.add(`${path}/${name}/conv`, op, [input]);
  x = graph.add(`${path}/${name}/norm`, { kind: 'batch-norm', ...batchNorm, scale: true, center: true }, [x]);
  if (activation === 'linear') return x;
  return graph.add(`${path}/${name}/activation`, { kind: 'activation', function: activation }, [x]);
}
