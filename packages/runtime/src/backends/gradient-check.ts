import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import { type BackendName, BackendUnavailableError } from './rung.js';

/** Largest error of a gradient against the differences of the loss, relative to the largest gradient, that float32 explains. */
const TOLERANCE = 1e-2;

/**
 * One step of a 3x3 convolution and a depthwise one, whose gradients must be the slopes of the loss: a GPU that TensorFlow has no code for computes
 * something else without a word. Throws `BackendUnavailableError`.
 */
export async function requireRightGradients(tf: TensorFlow, backend: BackendName): Promise<void> {
  const wave = (shape: number[], frequency: number) =>
    tf.tidy(() =>
      tf
        .sin(
          tf.mul(
            tf.range(
              0,
              shape.reduce((a, b) => a * b),
            ),
            frequency,
          ),
        )
        .reshape(shape),
    );
  const x = wave([2, 6, 6, 3], 0.7) as Tensor4D;
  const values = [wave([3, 3, 3, 4], 0.9), wave([3, 3, 4, 1], 1.1)] as Tensor4D[];
  const loss = (full: Tensor4D, depthwise: Tensor4D): Scalar =>
    tf.tidy(() =>
      tf
        .depthwiseConv2d(tf.tanh(tf.conv2d(x, full, 2, 'same')), depthwise, 1, 'same')
        .square()
        .mean(),
    );
  const gradients = tf.tidy(() => tf.grads((full, depthwise) => loss(full as Tensor4D, depthwise as Tensor4D))(values)) as Tensor4D[];
  const errors: number[] = [];
  for (const index of values.keys()) errors.push(await slopeError(tf, gradients[index], values, index, loss));
  const error = Math.max(...errors);
  tf.dispose([x, ...values, ...gradients]);
  if (error < TOLERANCE) return;
  throw new BackendUnavailableError(
    backend,
    `its gradients are wrong: a convolution's differ by ${(100 * error).toFixed(1)} % from the slope of the loss`,
    'use another version of TensorFlow or the cpu backend; see docs/gradients.md',
  );
}

/** The gradient along its own direction against the difference of the loss: one number tests every element. */
async function slopeError(
  tf: TensorFlow,
  gradient: Tensor4D,
  values: readonly Tensor4D[],
  index: number,
  loss: (full: Tensor4D, depthwise: Tensor4D) => Scalar,
): Promise<number> {
  const slope = await scalarValue(tf.norm(gradient) as Scalar);
  const step = 0.02;
  const at = (distance: number) =>
    scalarValue(
      tf.tidy(() => {
        const moved = values.map((value, i) => (i === index ? (value.add(gradient.mul(distance / slope)) as Tensor4D) : value));
        return loss(moved[0], moved[1]);
      }),
    );
  return Math.abs(((await at(step)) - (await at(-step))) / (2 * step) - slope) / slope;
}

async function scalarValue(scalar: Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value;
}
