import { type ByteImage, byteTable, histogram, lookUp } from './byte-image.js';

/** Each channel stretched so that its smallest byte becomes 0 and its largest 255; a channel of one value stays. */
export function autoContrast(image: ByteImage): ByteImage {
  const tables = Array.from({ length: image.channels }, (_, channel) => {
    const counts = histogram(image, channel);
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return byteTable((byte) => byte);
    const scale = 255 / (high - low);
    return byteTable((byte) => byte * scale - low * scale);
  });
  return lookUp(image, tables);
}
