import type { OpOf } from '@isoflop/blocks';
import type { GraphTensor } from '../builder/tensor.js';
import { float32 } from '../builder/tensor.js';
import { add, multiply, shiftBy, subtract, unary } from '../kernels/elementwise.js';
import type { Affine, GraphLayer, LayerContext } from '../layer.js';
import type { Attrs } from '../proto/graph-def.js';

type BatchNorm = OpOf<'batch-norm'>;

/**
 * Batch normalisation with TensorFlow's fused op, which also gives the new running averages: the variance is the unbiased one there. At inference
 * x · scale + shift; the network gives both to the layer before it where it can.
 */
export const writeBatchNorm: GraphLayer<BatchNorm> = (context) => {
  const { mode, inputs } = context;
  if (mode.training) return normalizeBatch(context, mode);
  const { scale, shift } = inferenceAffine(context);
  return add(multiply(inputs[0], scale), shift);
};

/** scale = gamma / sqrt(variance + epsilon), shift = beta - mean · scale, of the running averages. */
export function inferenceAffine({ op, weight }: Pick<LayerContext<BatchNorm>, 'op' | 'weight'>): Affine {
  const scale = multiply(unary('Rsqrt', shiftBy(weight('moving-variance'), op.epsilon)), weight('gamma'));
  return { scale, shift: subtract(weight('beta'), multiply(weight('moving-mean'), scale)) };
}

function normalizeBatch(
  { op, inputs: [x], scope, weight, variable }: LayerContext<BatchNorm>,
  mode: LayerContext<BatchNorm>['mode'] & { training: true },
): GraphTensor {
  const [gamma, beta, mean, variance] = (['gamma', 'beta', 'moving-mean', 'moving-variance'] as const).map(weight);
  const attrs: Attrs = {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: op.epsilon },
    data_format: { text: 'NHWC' },
    is_training: { bool: true },
  };
  const perChannel = new Array(5).fill(gamma);
  const [y, newMean, newVariance, ...reserved] = scope.op(
    'FusedBatchNormV3',
    [x, gamma, beta, mean, variance],
    { ...attrs, exponential_avg_factor: { float: 1 - op.momentum } },
    [x, ...perChannel],
  );
  mode.updateAverage({ variable: variable('moving-mean'), value: newMean });
  mode.updateAverage({ variable: variable('moving-variance'), value: newVariance });
  return scope.tape.record(y, [x, gamma, beta], (dy) =>
    scope.op('FusedBatchNormGradV3', [dy, x, gamma, ...reserved], attrs, [x, gamma, gamma, float32([]), float32([])]).slice(0, 3),
  );
}
