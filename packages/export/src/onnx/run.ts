import { largestDifference, type Probe } from '../probes.js';
import { channelsFirst } from '../transpose.js';

type OnnxRuntime = typeof import('onnxruntime-node');

/** ONNX Runtime, or undefined on machines that it has no binary for. */
export async function openOnnxRuntime(): Promise<OnnxRuntime | undefined> {
  try {
    const module = await import('onnxruntime-node');
    return module.default ?? module;
  } catch {
    return undefined;
  }
}

/** Largest difference between the probes' logits and those of an `.onnx` file. */
export async function compareOnnx(runtime: OnnxRuntime, file: Uint8Array, probes: readonly Probe[]): Promise<number> {
  // 3: errors only; the runtime warns of initializers that no node reads after its own optimisation.
  const session = await runtime.InferenceSession.create(file, { executionProviders: ['cpu'], logSeverityLevel: 3 });
  try {
    let largest = 0;
    for (const probe of probes) {
      const [batch, height, width, channels] = probe.shape;
      const images = new runtime.Tensor('float32', channelsFirst(probe.shape, probe.images), [batch, channels, height, width]);
      const { logits } = await session.run({ images });
      largest = Math.max(largest, largestDifference(probe, logits.data as Float32Array));
    }
    return largest;
  } finally {
    await session.release();
  }
}
