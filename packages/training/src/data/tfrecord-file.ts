import { crc32c } from './crc32c.js';
import type { Skips } from './skips.js';

const LENGTH_BYTES = 12;
const CHECKSUM_BYTES = 4;
const MASK = 0xa282ead8;

/** TensorFlow stores CRC-32C rotated and shifted, so that a CRC over data with CRCs in it still tells something. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK) >>> 0;
}

/** Whether the bytes begin with the length of a record and that length's right checksum. */
export function beginsWithRecord(bytes: Uint8Array): boolean {
  if (bytes.length < LENGTH_BYTES) return false;
  return viewOf(bytes).getUint32(8, true) === maskedCrc32c(bytes.subarray(0, 8));
}

/**
 * The records of a TFRecord file (tensorflow.org/tutorials/load_data/tfrecord): length (64 bits, little endian), its masked CRC-32C, data,
 * its masked CRC-32C. A record with damaged data goes to `skips`; where a length is damaged the rest of the file does, as one.
 */
export function* recordsOf(
  bytes: Uint8Array,
  file: string,
  skips: Skips,
): Generator<{ readonly where: string; readonly data: Uint8Array }> {
  const view = viewOf(bytes);
  let offset = 0;
  for (let record = 0; offset < bytes.length; record++) {
    const where = `${file}, record ${record}`;
    if (!beginsWithRecord(bytes.subarray(offset, offset + LENGTH_BYTES))) {
      skips.add(where, `the length at offset ${offset} must have the right checksum, the rest of the file is unreadable`);
      return;
    }
    const start = offset + LENGTH_BYTES;
    const end = start + Number(view.getBigUint64(offset, true));
    if (end + CHECKSUM_BYTES > bytes.length) {
      skips.add(where, `it must end at ${end + CHECKSUM_BYTES}, the file ends at ${bytes.length}`);
      return;
    }
    const data = bytes.subarray(start, end);
    if (view.getUint32(end, true) === maskedCrc32c(data)) yield { where, data };
    else skips.add(where, 'the data must have the right checksum');
    offset = end + CHECKSUM_BYTES;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
