import type { ActivationFunction } from '@isoflop/blocks';

/** TensorFlow's names of oneDNN's convolutions with a bias and an activation in the same pass. Its kernels are there on x86-64 processors only. */
export const ONE_PASS_OPS = { convolve: '_MklNativeFusedConv2D', convolveDepthwise: '_MklNativeFusedDepthwiseConv2dNative' } as const;

/** What they may end in, and TensorFlow's names of it. */
export const FUSED_ACTIVATIONS = {
  none: [],
  relu: ['Relu'],
  relu6: ['Relu6'],
  'hard-swish': ['_FusedHardSwish'],
} as const;
export type OnePassActivation = keyof typeof FUSED_ACTIVATIONS;

/** The part of an activation that a convolution does in its pass, and the part that is left to do. */
export function partOfPass(activation: ActivationFunction | undefined): {
  within: OnePassActivation;
  after: ActivationFunction | undefined;
} {
  const name = activation ?? 'none';
  return name in FUSED_ACTIVATIONS ? { within: name as OnePassActivation, after: undefined } : { within: 'none', after: activation };
}

/** TensorFlow's name of oneDNN's x · sigmoid(x), which graphs can use and eager execution cannot. */
export const SWISH_OP = '_MklSwish';

/** The label under which TensorFlow registers their kernels, as the attribute `_kernel`. */
export const ONEDNN_LABEL = 'MklNameChangeOp';
