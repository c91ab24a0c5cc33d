import type { NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import { FUSED_KERNELS } from '../fused.js';
import type { TensorFlow } from '../tensorflow.js';
import type { NativeBackend, OpAttr } from './backend.js';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Numbers = Readonly<Record<string, number>>;

/** Registers batch normalisation, clipped ramps and x · sigmoid(x) as TensorFlow's own ops. */
export function registerFusedKernels(tf: TensorFlow): void {
  const backend = tf.findBackend('tensorflow') as unknown as NativeBackend;
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING } = backend.binding;
  const ofFloats: OpAttr = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT };
  const normAttrs = (epsilon: number): OpAttr[] => [
    ofFloats,
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  const register = (name: keyof typeof FUSED_KERNELS, compute: (inputs: Inputs, numbers: Numbers) => TensorInfo | TensorInfo[]) =>
    tf.registerKernel({
      kernelName: FUSED_KERNELS[name],
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs }) => compute(inputs as NamedTensorInfoMap as Inputs, attrs as unknown as Numbers),
    });
  register('normalizeAndFollow', ({ x, gamma, beta, averageMean, averageVariance }, { epsilon, momentum }) => {
    const factor: OpAttr = { name: 'exponential_avg_factor', type: TF_ATTR_FLOAT, value: 1 - momentum };
    const inputs = [x, gamma, beta, averageMean, averageVariance];
    return backend.executeMultipleOutputs('FusedBatchNormV3', [...normAttrs(epsilon), factor], inputs, 6);
  });
  register('followedBatchGradient', ({ dy, x, gamma, reserved0, reserved1, reserved2 }, { epsilon }) => {
    const inputs = [dy, x, gamma, reserved0, reserved1, reserved2];
    const [dx, dGamma, dBeta, ...empty] = backend.executeMultipleOutputs('FusedBatchNormGradV3', normAttrs(epsilon), inputs, 5);
    tf.dispose(empty);
    return [dx, dGamma, dBeta];
  });
  register('rampGradient', ({ dy, y }, { limit }) =>
    backend.executeSingleOutput(limit === 6 ? 'Relu6Grad' : 'ReluGrad', [ofFloats], [dy, y]),
  );
  tf.registerKernel({
    kernelName: FUSED_KERNELS.spread,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => {
        const indices: OpAttr = { name: 'Tidx', type: TF_ATTR_TYPE, value: TF_INT32 };
        const shape = tf.tensor1d((attrs as unknown as { readonly shape: number[] }).shape, 'int32');
        return backend.executeSingleOutput('BroadcastTo', [ofFloats, indices], [(inputs as NamedTensorInfoMap as Inputs).x, shape]);
      }),
  });
  // TensorFlow's gradient of softplus is dy · sigmoid(x), in one pass.
  const timesSigmoid = (dy: TensorInfo, x: TensorInfo) => backend.executeSingleOutput('SoftplusGrad', [ofFloats], [dy, x]);
  register('silu', ({ x }) => timesSigmoid(x, x));
  // dy · (s + x · s · (1 - s)) with s = sigmoid(x)
  register('siluGradient', ({ dy, x }) =>
    tf.tidy(() => {
      const gate = tf.sigmoid(x as Tensor);
      const slope = tf.add(gate, backend.executeSingleOutput('SigmoidGrad', [ofFloats], [gate, x]));
      return tf.mul(dy as Tensor, slope);
    }),
  );
}
