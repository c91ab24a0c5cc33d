/** An array to be written. `shape` is [] for a single number. */
export interface SafeTensor {
  readonly name: string;
  readonly dtype: 'F32' | 'I64';
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** The bytes of a `.safetensors` file: length of the header in 8 bytes, the header as JSON, then the arrays (the format's own README). */
export function encodeSafetensors(tensors: readonly SafeTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  // Wider elements first, so that every array stands on a multiple of its element's size.
  const ordered = [...tensors].sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dtype, shape, data } of ordered) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  // Blanks bring the arrays to a multiple of 8 bytes.
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...ordered.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))]);
}
