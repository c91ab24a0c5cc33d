import type { Padding } from '@isoflop/blocks';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { FUSED_KERNELS } from '../fused.js';
import { FUSED_ACTIVATIONS, ONE_PASS_OPS, ONEDNN_LABEL, type OnePassActivation } from '../onednn-ops.js';
import type { TensorFlow } from '../tensorflow.js';
import type { NativeBackend, OpAttr } from './backend.js';

interface Operands {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias: TensorInfo;
}

interface Window {
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly activation: OnePassActivation;
}

/**
 * Registers oneDNN's convolutions with bias and activation in the same pass: half the time of the three, and less for depthwise ones. Only on the
 * processor, where the addon can say which activation it wants, and not where TF_ENABLE_ONEDNN_OPTS=0 asks for no oneDNN.
 */
export function registerOnePassConvolutions(tf: TensorFlow): void {
  const backend = tf.findBackend('tensorflow') as unknown as NativeBackend;
  if (!backend.binding.ISOFLOP_LIST_ATTRS || backend.isUsingGpuDevice || process.env.TF_ENABLE_ONEDNN_OPTS === '0') return;
  const { TF_FLOAT, TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_STRING } = backend.binding;
  const text = (name: string, value: string | readonly string[]): OpAttr => ({ name, type: TF_ATTR_STRING, value });
  const ints = (name: string, value: number | readonly number[]): OpAttr => ({ name, type: TF_ATTR_INT, value });
  const always = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    text('_kernel', ONEDNN_LABEL),
    text('data_format', 'NHWC'),
    ints('dilations', [1, 1, 1, 1]),
    ints('num_args', 1),
  ];
  const attrsOf = ({ stride, padding, activation }: Window): OpAttr[] => [
    ...always,
    ints('strides', [1, ...stride, 1]),
    ...(typeof padding === 'string'
      ? [text('padding', padding.toUpperCase())]
      : [text('padding', 'EXPLICIT'), ints('explicit_paddings', [0, 0, padding.top, padding.bottom, padding.left, padding.right, 0, 0])]),
    text('fused_ops', ['BiasAdd', ...FUSED_ACTIVATIONS[activation]]),
  ];
  const extra = { convolve: [{ name: 'TArgs', type: TF_ATTR_TYPE, value: [TF_FLOAT] }, ints('num_host_args', 0)], convolveDepthwise: [] };
  for (const name of ['convolve', 'convolveDepthwise'] as const) {
    const compute = ({ x, filter, bias }: Operands, window: Window) =>
      backend.executeSingleOutput(ONE_PASS_OPS[name], [...attrsOf(window), ...extra[name]], [x, filter, bias]);
    if (!works(tf, compute)) continue;
    tf.registerKernel({
      kernelName: FUSED_KERNELS[name],
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs }) => compute(inputs as unknown as Operands, attrs as unknown as Window),
    });
  }
}

/** relu6(2 · 3 + 1): the op belongs to oneDNN, and a processor that oneDNN has no code for may lack it. */
function works(tf: TensorFlow, compute: (operands: Operands, window: Window) => Tensor): boolean {
  return tf.tidy(() => {
    const single = (value: number) => tf.fill([1, 1, 1, 1], value);
    try {
      const operands = { x: single(2), filter: single(3), bias: tf.tensor1d([1]) };
      return compute(operands, { stride: [1, 1], padding: 'valid', activation: 'relu6' }).dataSync()[0] === 6;
    } catch {
      return false;
    }
  });
}
