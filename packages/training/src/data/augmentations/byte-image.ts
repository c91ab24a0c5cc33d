/** One image: [height, width, channels] bytes, 1 channel (grey) or 3 (red, green, blue). Augmentations never change one, they make another. */
export interface ByteImage {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The same size with other pixels. */
export function withPixels({ height, width, channels }: ByteImage, pixels: Uint8Array): ByteImage {
  return { pixels, height, width, channels };
}

/** Every byte of a channel replaced by `table[channel][byte]`. */
export function lookUp(image: ByteImage, tables: readonly Uint8Array[]): ByteImage {
  const { pixels, channels } = image;
  const out = new Uint8Array(pixels.length);
  for (let channel = 0; channel < channels; channel++) {
    const table = tables[channel];
    for (let i = channel; i < pixels.length; i += channels) out[i] = table[pixels[i]];
  }
  return withPixels(image, out);
}

/** Every byte replaced by the same function of it; `value` is called once per byte value and clamped and cut to a byte. */
export function mapBytes(image: ByteImage, value: (byte: number) => number): ByteImage {
  const table = byteTable(value);
  return lookUp(image, Array<Uint8Array>(image.channels).fill(table));
}

/** A byte for every byte; values are cut to integers, as the Python Imaging Library does, and clamped. */
export function byteTable(value: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Math.max(0, Math.min(255, Math.trunc(value(byte)))));
}

/** How often each byte occurs in one channel. */
export function histogram({ pixels, channels }: ByteImage, channel: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = channel; i < pixels.length; i += channels) counts[pixels[i]]++;
  return counts;
}

/** Luma of every pixel by ITU-R BT.601, 0.299 red + 0.587 green + 0.114 blue, rounded; a grey image's own bytes. */
export function luma({ pixels, channels }: ByteImage): Uint8Array {
  if (channels === 1) return pixels;
  const out = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < out.length; i++) {
    // In 65536ths, as whole numbers, to round like the Python Imaging Library.
    out[i] = (pixels[3 * i] * 19595 + pixels[3 * i + 1] * 38470 + pixels[3 * i + 2] * 7471 + 0x8000) >> 16;
  }
  return out;
}
