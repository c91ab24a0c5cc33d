import { Example } from '../data/tf-example.js';
import { maskedCrc32c } from '../data/tfrecord-file.js';

/** A TFRecord file of these records. */
export function encodeTfrecords(records: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    records.map((data) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(data.length));
      const checksums = [length, data].map((bytes) => {
        const checksum = Buffer.alloc(4);
        checksum.writeUInt32LE(maskedCrc32c(bytes));
        return checksum;
      });
      return Buffer.concat([length, checksums[0], data, checksums[1]]);
    }),
  );
}

/** A serialised tf.train.Example of byte strings and whole numbers. */
export function encodeExample(features: Readonly<Record<string, Uint8Array | number>>): Uint8Array {
  const feature = Object.fromEntries(
    Object.entries(features).map(([name, value]) => [
      name,
      typeof value === 'number' ? { int64List: { value: [value] } } : { bytesList: { value: [value] } },
    ]),
  );
  return Example.encode(Example.fromObject({ features: { feature } })).finish();
}
