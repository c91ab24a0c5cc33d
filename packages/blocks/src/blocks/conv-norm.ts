import type { NodeRef } from '../ir/graph.js';
import type { Op, OpOf } from '../ir/op.js';
import type { Size2d } from '../ir/shape.js';
import type { LowerContext } from './block.js';
import type { ActivationField, NormField } from './fields.js';

/** Epsilon of every layer normalisation (ConvNeXt's reference code). */
const LAYER_NORM_EPSILON = 1e-6;

export interface ConvSettings {
  readonly stride?: number;
  readonly padding?: 'same' | 'valid';
  readonly groups?: number;
  /** Add a bias; only needed where no batch normalisation follows. */
  readonly bias?: boolean;
}

/** A convolution that keeps the size at stride 1 unless its settings say otherwise. A single number makes a square kernel. */
export function convOp(filters: number, kernel: number | Size2d, settings: ConvSettings = {}): OpOf<'conv2d'> {
  const { stride = 1, padding = 'same', groups = 1, bias = false } = settings;
  const size: Size2d = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  return { kind: 'conv2d', filters, kernel: size, stride: [stride, stride], dilation: [1, 1], padding, groups, bias };
}

/** A depthwise convolution that keeps the size at stride 1. */
export function depthwiseOp(kernel: number, stride: number, bias = false): OpOf<'depthwise-conv2d'> {
  return {
    kind: 'depthwise-conv2d',
    multiplier: 1,
    kernel: [kernel, kernel],
    stride: [stride, stride],
    dilation: [1, 1],
    padding: 'same',
    bias,
  };
}

/** Appends a convolution, its normalisation and its activation under `path/name`. Batch normalisation has the bias, so the convolution needs none. */
export function convNorm(
  context: LowerContext,
  name: string,
  op: OpOf<'conv2d'> | OpOf<'depthwise-conv2d'>,
  activation: ActivationField,
  input: NodeRef,
  norm: NormField = 'batch',
): NodeRef {
  const x = context.graph.add(`${context.path}/${name}/conv`, norm === 'batch' ? op : { ...op, bias: true }, [input]);
  return activate(context, name, activation, normalise(context, name, norm, x));
}

/** Appends a normalisation at `path/name/norm`, or nothing for `none`. */
export function normalise({ graph, path, batchNorm }: LowerContext, name: string, norm: NormField, input: NodeRef): NodeRef {
  if (norm === 'none') return input;
  const op: Op =
    norm === 'batch'
      ? { kind: 'batch-norm', ...batchNorm, scale: true, center: true }
      : { kind: 'layer-norm', epsilon: LAYER_NORM_EPSILON };
  return graph.add(`${path}/${name}/norm`, op, [input]);
}

/** Appends an activation at `path/name/activation`, or nothing for `linear`. */
export function activate({ graph, path }: LowerContext, name: string, activation: ActivationField, input: NodeRef): NodeRef {
  return activation === 'linear' ? input : graph.add(`${path}/${name}/activation`, { kind: 'activation', function: activation }, [input]);
}
