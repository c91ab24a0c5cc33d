import { ArchitectureError } from '../error.js';
import type { Shape, Size2d } from '../ir/shape.js';

/** Largest whole number a count, size or channel number may have. */
const LARGEST = 1_000_000;

/** Throws unless `value` is a whole number from 1 to a million. */
export function requirePositiveInteger(value: number, name: string, path: string): void {
  if (!Number.isInteger(value) || value < 1 || value > LARGEST) {
    throw new ArchitectureError(path, `${name} must be a whole number from 1 to ${LARGEST}`, value, `give ${name} such a number`);
  }
}

/** Throws unless both numbers of a kernel, stride or dilation are whole and positive. */
export function requireSize(size: Size2d, name: string, path: string): void {
  requirePositiveInteger(size[0], `${name} height`, path);
  requirePositiveInteger(size[1], `${name} width`, path);
}

/** Throws unless an op has exactly `count` inputs. */
export function requireInputs(inputs: readonly Shape[], count: number, path: string): void {
  if (inputs.length !== count) {
    throw new ArchitectureError(path, `this op takes ${count} input${count === 1 ? '' : 's'}`, inputs.length, 'connect as many tensors');
  }
}

/** Throws unless a probability is at least 0 and below 1. */
export function requireRate(rate: number, path: string): void {
  if (!(rate >= 0 && rate < 1)) throw new ArchitectureError(path, 'rate must be at least 0 and below 1', rate, 'give a share such as 0.2');
}

/** Throws unless the constant that keeps a normalisation from dividing by 0 is above 0 and below 1. */
export function requireEpsilon(epsilon: number, path: string): void {
  if (!(epsilon > 0 && epsilon < 1)) throw new ArchitectureError(path, 'epsilon must be above 0 and below 1', epsilon, 'take 1e-3');
}

/** The output shape of an op with one input that it does not reshape. */
export function sameShape(inputs: readonly Shape[], path: string): Shape {
  requireInputs(inputs, 1, path);
  return inputs[0];
}
