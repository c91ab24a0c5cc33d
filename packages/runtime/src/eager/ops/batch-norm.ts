import type { OpOf } from '@isoflop/blocks';
import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { fusedKernel } from '../../fused.js';
import type { TensorFlow } from '../../tensorflow.js';
import type { Affine, LayerBuilder, LayerContext } from '../layer.js';

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
}

function normalize(tf: TensorFlow, epsilon: number, x: Tensor, gamma: Tensor, beta: Tensor): Normalized {
  const fused = fusedKernel(tf, 'normalizeBatch');
  if (fused) {
    const [y, mean, variance] = fused({ x, gamma, beta }, { epsilon }) as [Tensor, Tensor1D, Tensor1D];
    return { y, mean, variance };
  }
  const values = x.size / gamma.size;
  const mean = tf.mul(channelSum(tf, x), 1 / values) as Tensor1D;
  const variance = tf.mul(channelSum(tf, tf.square(tf.sub(x, mean))), 1 / values) as Tensor1D;
  const scale = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), gamma);
  return { y: scaleAndShift(tf, x, scale, tf.sub(beta, tf.mul(mean, scale))), mean, variance };
}

/**
 * With M = batch * height * width, r = 1/sqrt(variance + epsilon) and x̂ = (x - mean) * r (Ioffe and Szegedy 2015, section 3):
 * dbeta = Σdy, dgamma = Σdy·x̂, dx = gamma·r·(dy - dbeta/M - x̂·dgamma/M).
 */
function normalizeGradient(tf: TensorFlow, epsilon: number, dy: Tensor, [x, gamma, mean, variance]: Tensor[]): Tensor[] {
  const fused = fusedKernel(tf, 'normalizeBatchGradient');
  if (fused) return fused({ dy, x, gamma, mean, variance }, { epsilon });
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
    const { y, mean, variance } = normalize(tf, epsilon, x, gamma, beta);
    seen(mean, variance);
    save([x, gamma, mean, variance]);
    return { value: y, gradFunc: (dy: Tensor, saved: Tensor[]) => normalizeGradient(tf, epsilon, dy, saved) };
  });
  return (x, gamma, beta) => differentiable(x, gamma, beta) as Tensor4D;
}

/** Running averages of one layer and the share of them that a batch leaves. */
interface Averages {
  readonly mean: Variable;
  readonly variance: Variable;
  readonly momentum: number;
}

/** The same where the backend moves the running averages by itself; undefined where it does not. */
function normalizeAndFollow(
  tf: TensorFlow,
  epsilon: number,
  { mean, variance, momentum }: Averages,
): ((x: Tensor4D, gamma: Tensor1D, beta: Tensor1D) => Tensor4D) | undefined {
  const forward = fusedKernel(tf, 'normalizeAndFollow');
  const backward = fusedKernel(tf, 'followedBatchGradient');
  if (!forward || !backward) return undefined;
  const differentiable = tf.customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [Tensor4D, Tensor1D, Tensor1D, (tensors: Tensor[]) => void];
    const inputs = { x, gamma, beta, averageMean: mean, averageVariance: variance };
    const [value, nextMean, nextVariance, ...reserved] = forward(inputs, { epsilon, momentum });
    mean.assign(nextMean);
    variance.assign(nextVariance);
    save([x, gamma, ...reserved]);
    const gradFunc = (dy: Tensor, [savedX, savedGamma, ...kept]: Tensor[]) => {
      const named = Object.fromEntries(kept.map((tensor, index) => [`reserved${index}`, tensor]));
      return backward({ dy, x: savedX, gamma: savedGamma, ...named }, { epsilon });
    };
    return { value, gradFunc };
  });
  return (x, gamma, beta) => differentiable(x, gamma, beta) as Tensor4D;
}

/** scale = gamma / sqrt(variance + epsilon), shift = beta - mean · scale, of the running averages. */
export function inferenceAffine(
  tf: TensorFlow,
  { epsilon }: Pick<BatchNorm, 'epsilon'>,
  variable: LayerContext<BatchNorm>['variable'],
): Affine {
  const scale = tf.mul(tf.rsqrt(tf.add(variable('moving-variance'), epsilon)), variable('gamma')) as Tensor1D;
  return { scale, shift: tf.sub(variable('beta'), tf.mul(variable('moving-mean'), scale)) };
}

/**
 * Batch normalisation; `gamma`, `beta`, `moving-mean` and `moving-variance`, each [channels]. The running variance takes the unbiased batch
 * variance (M / (M - 1)), as TensorFlow's fused op does.
 */
export const buildBatchNorm: LayerBuilder<BatchNorm> = ({ tf, op, inputs, variable }) => {
  const channels = inputs[0][2];
  const gamma = variable('gamma') as unknown as Tensor1D;
  const beta = variable('beta') as unknown as Tensor1D;
  const [mean, variance] = [variable('moving-mean'), variable('moving-variance')];
  return ([x], mode) => {
    if (!mode.training) {
      const { scale, shift } = inferenceAffine(tf, op, variable);
      return scaleAndShift(tf, x, scale, shift) as Tensor4D;
    }
    const following = normalizeAndFollow(tf, op.epsilon, { mean, variance, momentum: op.momentum });
    if (following) return following(x, gamma, beta);
    const values = x.size / channels;
    const apply = normalizeBatch(tf, op.epsilon, (batchMean, batchVariance) => {
      updateAverages(mean, batchMean, op.momentum);
      updateAverages(variance, batchVariance.mul(values / Math.max(1, values - 1)), op.momentum);
    });
    return apply(x, gamma, beta);
  };
};
