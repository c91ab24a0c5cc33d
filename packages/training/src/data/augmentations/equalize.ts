import { type ByteImage, byteTable, histogram, lookUp } from './byte-image.js';

/**
 * Each channel mapped so that its bytes spread evenly: byte v becomes (step / 2 + number of pixels below v) / step in whole numbers, with
 * step = (pixels - pixels of the largest byte) / 255. A channel too flat for that (step 0) stays. This is the Python Imaging Library's rule.
 */
export function equalize(image: ByteImage): ByteImage {
  const tables = Array.from({ length: image.channels }, (_, channel) => {
    const counts = histogram(image, channel);
    const pixels = image.height * image.width;
    const largest = counts.findLast((count) => count > 0) ?? 0;
    const step = Math.floor((pixels - largest) / 255);
    if (step === 0) return byteTable((byte) => byte);
    let below = Math.floor(step / 2);
    return byteTable((byte) => {
      const value = Math.floor(below / step);
      below += counts[byte];
      return value;
    });
  });
  return lookUp(image, tables);
}
