/** The bytes of an IDX file of unsigned bytes with this shape: the inverse of `parseIdx`. */
export function encodeIdx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + values.length);
  const header = new DataView(bytes.buffer);
  header.setUint8(2, 0x08);
  header.setUint8(3, shape.length);
  shape.forEach((size, axis) => {
    header.setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, start);
  return bytes;
}
