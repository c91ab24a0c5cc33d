import { normalStream, uniformStream } from './random.js';

/** Fills a variable of `length` values; `seed` and `name` choose the random numbers. */
export type Initializer = (length: number, seed: number, name: string) => Float32Array;

export const constant =
  (value: number): Initializer =>
  (length) =>
    new Float32Array(length).fill(value);

/** `Float32Array.from` takes twice as long, which networks of millions of weights notice. */
function filled(length: number, next: () => number): Float32Array {
  const values = new Float32Array(length);
  for (let index = 0; index < length; index++) values[index] = next();
  return values;
}

/**
 * Normal with standard deviation sqrt(2 / fanOut), where `fanOut` is the number of outputs that one input value reaches:
 * kernel height * kernel width * filters, or * multiplier for a depthwise kernel. This is what EfficientNet's reference code does
 * (Tan and Le 2019; He et al. 2015 with fan out), not truncated.
 */
export function fanOutNormal(fanOut: number): Initializer {
  const deviation = Math.sqrt(2 / fanOut);
  return (length, seed, name) => {
    const normal = normalStream(uniformStream(seed, name));
    return filled(length, () => deviation * normal());
  };
}

/** Uniform in ±1/sqrt(units), EfficientNet's reference initialiser of dense layers. */
export function denseUniform(units: number): Initializer {
  const limit = 1 / Math.sqrt(units);
  return (length, seed, name) => {
    const uniform = uniformStream(seed, name);
    return filled(length, () => limit * (2 * uniform() - 1));
  };
}
