import type { OpOf } from '@isoflop/blocks';
import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { fusedKernel } from '../../fused.js';
import type { TensorFlow } from '../../tensorflow.js';
import { constant } from '../initializers.js';
import type { LayerBuilder } from '../layer.js';

type BatchNorm = OpOf<'batch-norm'>;

/** Sum over batch, height and width: [channels]. */
const channelSum = (tf: TensorFlow, t: Tensor) => tf.sum(t, [0, 1, 2]) as Tensor1D;

/** x · scale + shift, one of each per channel. */
function scaleAndShift(tf: TensorFlow, x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const fused = fusedKernel(tf, 'scaleAndShift');
  return fused ? fused({ x, scale, shift })[0] : tf.add(tf.mul(x, scale), shift);
}

/** Moves the running averages towards the batch's mean and variance. `momentum` is the share of the old average that is kept. */
function updateAverages(average: Variable, batch: Tensor, momentum: number): void {
  average.assign(average.mul(momentum).add(batch.mul(1 - momentum)));
}

interface Normalized {
  readonly y: Tensor;
  readonly mean: Tensor1D;
  /** Divided by the number of values, not by one less. */
  readonly variance: Tensor1D;
  /** What a fused kernel wants to see again in its gradient. */
  readonly reserved: readonly Tensor[];
}

function normalize(tf: TensorFlow, epsilon: number, x: Tensor, gamma: Tensor, beta: Tensor): Normalized {
  const fused = fusedKernel(tf, 'normalizeBatch');
  if (fused) {
    const [y, mean, variance, ...reserved] = fused({ x, gamma, beta }, { epsilon }) as [Tensor, Tensor1D, Tensor1D, ...Tensor[]];
    return { y, mean, variance, reserved };
  }
  const values = x.size / gamma.size;
  const mean = tf.mul(channelSum(tf, x), 1 / values) as Tensor1D;
  const variance = tf.mul(channelSum(tf, tf.square(tf.sub(x, mean))), 1 / values) as Tensor1D;
  const scale = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), gamma);
  return { y: scaleAndShift(tf, x, scale, tf.sub(beta, tf.mul(mean, scale))), mean, variance, reserved: [] };
}

/**
 * With M = batch * height * width, r = 1/sqrt(variance + epsilon) and x̂ = (x - mean) * r (Ioffe and Szegedy 2015, section 3):
 * dbeta = Σdy, dgamma = Σdy·x̂, dx = gamma·r·(dy - dbeta/M - x̂·dgamma/M).
 */
function normalizeGradient(tf: TensorFlow, epsilon: number, dy: Tensor, [x, gamma, mean, variance, ...reserved]: Tensor[]): Tensor[] {
  const fused = fusedKernel(tf, 'normalizeBatchGradient');
  if (fused) {
    const kept = Object.fromEntries(reserved.map((tensor, index) => [`reserved${index}`, tensor]));
    return fused({ dy, x, gamma, mean, variance, ...kept }, { epsilon });
  }
  const values = x.size / gamma.size;
  const r = tf.rsqrt(tf.add(variance, epsilon));
  const xHat = tf.mul(tf.sub(x, mean), r);
  const dBeta = channelSum(tf, dy);
  const dGamma = channelSum(tf, tf.mul(dy, xHat));
  const dx = tf.mul(tf.sub(tf.sub(dy, tf.mul(dBeta, 1 / values)), tf.mul(xHat, tf.mul(dGamma, 1 / values))), tf.mul(r, gamma));
  return [dx, dGamma, dBeta];
}

/**
 * Batch normalisation of [batch, height, width, channels] with the batch's own statistics, which `seen` gets. Its gradient is written by hand:
 * that of TensorFlow.js goes through `moments` and needs many passes over the whole tensor.
 */
export function normalizeBatch(
  tf: TensorFlow,
  epsilon: number,
  seen: (mean: Tensor1D, variance: Tensor1D) => void,
): (x: Tensor4D, gamma: Tensor1D, beta: Tensor1D) => Tensor4D {
  const differentiable = tf.customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [Tensor4D, Tensor1D, Tensor1D, (tensors: Tensor[]) => void];
    const { y, mean, variance, reserved } = normalize(tf, epsilon, x, gamma, beta);
    seen(mean, variance);
    save([x, gamma, mean, variance, ...reserved]);
    return { value: y, gradFunc: (dy: Tensor, saved: Tensor[]) => normalizeGradient(tf, epsilon, dy, saved) };
  });
  return (x, gamma, beta) => differentiable(x, gamma, beta) as Tensor4D;
}

/**
 * Batch normalisation; `gamma`, `beta`, `moving-mean` and `moving-variance`, each [channels]. The running variance takes the unbiased batch
 * variance (M / (M - 1)), as TensorFlow's fused op does.
 */
export const buildBatchNorm: LayerBuilder<BatchNorm> = ({ tf, op, inputs, variable }) => {
  const channels = inputs[0][2];
  const gamma = variable('gamma', [channels], constant(1), op.scale) as unknown as Tensor1D;
  const beta = variable('beta', [channels], constant(0), op.center) as unknown as Tensor1D;
  const mean = variable('moving-mean', [channels], constant(0), false);
  const variance = variable('moving-variance', [channels], constant(1), false);
  return ([x], mode) => {
    if (!mode.training) {
      const factor = tf.mul(tf.rsqrt(tf.add(variance, op.epsilon)), gamma);
      return scaleAndShift(tf, x, factor, tf.sub(beta, tf.mul(mean, factor))) as Tensor4D;
    }
    const values = x.size / channels;
    const apply = normalizeBatch(tf, op.epsilon, (batchMean, batchVariance) => {
      updateAverages(mean, batchMean, op.momentum);
      updateAverages(variance, batchVariance.mul(values / Math.max(1, values - 1)), op.momentum);
    });
    return apply(x, gamma, beta);
  };
};
