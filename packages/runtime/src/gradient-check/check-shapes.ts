import type { BackendName } from '../backends/rung.js';
import type { TensorFlow } from '../tensorflow.js';
import { type ConvErrors, convErrors, convolveDirectly, convolveRoundabout } from './check-conv.js';
import { type ConvShape, convShapeName } from './conv-shape.js';

/** Faults are errors of tenths; rounding of float32 stays below 1e-5. GPUs multiply convolutions with 10 bits (TF32) unless told otherwise. */
export const TOLERANCE: Readonly<Record<BackendName, number>> = { cpu: 1e-4, cuda: 5e-3, wasm: 1e-4, webgpu: 1e-4, plain: 1e-4 };

/** What the check of one shape found, each the largest of the errors of output and gradients, relative to the largest value. */
export interface ShapeVerdict {
  /** Of TensorFlow's op. */
  readonly direct: number;
  /** Of the way that isoflop takes instead where the op is wrong. */
  readonly detour?: number;
}

export type ShapeVerdicts = Readonly<Record<string, ShapeVerdict>>;

/**
 * Checks output and gradients of one convolution on the current backend, as TensorFlow's op computes them and, where that is wrong, as isoflop does.
 * A kernel that was replaced in TensorFlow.js is checked as it is now.
 */
export async function checkShape(tf: TensorFlow, shape: ConvShape, backend: BackendName): Promise<ShapeVerdict> {
  const direct = worst(await convErrors(tf, shape, convolveDirectly));
  if (direct <= TOLERANCE[backend]) return { direct };
  return { direct, detour: worst(await convErrors(tf, shape, convolveRoundabout)) };
}

/** Each shape once, by name. */
export function uniqueShapes(shapes: Iterable<ConvShape>): Map<string, ConvShape> {
  return new Map([...shapes].map((shape) => [convShapeName(shape), shape]));
}

export function worst({ output, inputGradient, filterGradient }: ConvErrors): number {
  return Math.max(output, inputGradient, filterGradient);
}
