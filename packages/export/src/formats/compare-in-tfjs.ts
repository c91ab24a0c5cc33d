import type { TensorFlow } from '@isoflop/runtime';
import type { GraphModel, LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Verdict } from '../format.js';
import { largestDifference, type Probe } from '../probes.js';

/** Runs the probes through a model that TensorFlow.js has read back, and disposes of it. */
export function compareInTfjs(tf: TensorFlow, loaded: GraphModel | LayersModel, probes: readonly Probe[]): Verdict {
  try {
    const errors = probes.map((probe) =>
      largestDifference(
        probe,
        tf.tidy(() => (loaded.predict(tf.tensor4d(probe.images, [...probe.shape])) as Tensor).dataSync()),
      ),
    );
    return { verified: true, maxAbsError: Math.max(...errors), by: `TensorFlow.js ${tf.version_core}` };
  } finally {
    loaded.dispose();
  }
}
