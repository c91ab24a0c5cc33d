/**
 * Philox4x32-10 (Salmon et al. 2011, section 3), the counter-based generator behind TensorFlow's StatelessRandomUniformV2: the same numbers here
 * and in a TensorFlow graph, so that both engines drop the same values.
 */
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

/** The 64-bit key as its low and high half. */
export type PhiloxKey = readonly [low: number, high: number];

/** Upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) >>> 0;
}

/**
 * `length` numbers uniform in [0, 1) with 23 random bits each, a function of key and stream alone. The stream stands in the upper half of the
 * counter, the position in the lower.
 */
export function philoxUniform(key: PhiloxKey, stream: number, length: number): Float32Array {
  const numbers = new Float32Array(length);
  for (let start = 0; start < length; start += 4) {
    let [c0, c1, c2, c3] = [start / 4, 0, stream >>> 0, 0];
    let [k0, k1] = [key[0] >>> 0, key[1] >>> 0];
    for (let round = 0; round < ROUNDS; round++) {
      const [high0, low0] = [multiplyHigh(MULTIPLIERS[0], c0), Math.imul(MULTIPLIERS[0], c0)];
      const [high1, low1] = [multiplyHigh(MULTIPLIERS[1], c2), Math.imul(MULTIPLIERS[1], c2)];
      [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1 >>> 0, (high0 ^ c3 ^ k1) >>> 0, low0 >>> 0];
      k0 = (k0 + KEY_STEPS[0]) >>> 0;
      k1 = (k1 + KEY_STEPS[1]) >>> 0;
    }
    const block = [c0, c1, c2, c3];
    for (let index = 0; index < 4 && start + index < length; index++) numbers[start + index] = (block[index] & 0x7fffff) / 0x800000;
  }
  return numbers;
}
