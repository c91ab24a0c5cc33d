import type { ConvShape } from './conv-shape.js';

const EIGHTS = Array.from({ length: 32 }, (_, index) => 8 * (index + 1));

/** Shapes across what networks are made of: channels 8 to 256 in eights, kernels 1 to 7, strides 1 and 2, even and odd sizes, dense and depthwise. */
export function* sweepShapes(): Generator<ConvShape> {
  for (const inChannels of EIGHTS) {
    for (const [height, width] of [
      [14, 14],
      [7, 9],
    ]) {
      const square = { height, width, inChannels, padding: 'same' } as const;
      for (const outChannels of [16, 32]) yield { ...square, outChannels, kernel: [1, 1], stride: [1, 1], depthwise: false };
      for (const stride of [1, 2]) {
        const strides = [stride, stride] as const;
        for (const kernel of [3, 5]) yield { ...square, outChannels: 32, kernel: [kernel, kernel], stride: strides, depthwise: false };
        for (const kernel of [3, 5, 7]) {
          yield { ...square, outChannels: inChannels, kernel: [kernel, kernel], stride: strides, depthwise: true };
        }
      }
    }
  }
}
