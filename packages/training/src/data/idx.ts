import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DatasetError } from './dataset.js';

const inflate = promisify(gunzip);

/** An IDX array of unsigned bytes. The format is described on the MNIST page of LeCun, Cortes and Burges. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads the header (two zero bytes, type code, number of dimensions, then each dimension as a big-endian 32-bit integer) and
 * returns a view on the values after it. Throws a DatasetError that names the file and the offset of the first wrong byte.
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const fail = (offset: number, rule: string): never => {
    throw new DatasetError(`idx: ${file}, offset ${offset}: ${rule}; fetch the file again`);
  };
  if (bytes.length < 4) fail(bytes.length, `the header needs 4 bytes, the file has ${bytes.length}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.getUint16(0) !== 0) fail(0, `the first two bytes must be 0, got 0x${header.getUint16(0).toString(16).padStart(4, '0')}`);
  const type = header.getUint8(2);
  if (type !== UNSIGNED_BYTE) fail(2, `the type must be 0x08 (unsigned byte), got 0x${type.toString(16).padStart(2, '0')}`);
  const rank = header.getUint8(3);
  if (rank === 0) fail(3, 'there must be at least one dimension, got 0');
  const start = 4 + 4 * rank;
  if (bytes.length < start) fail(bytes.length, `${rank} dimensions need a header of ${start} bytes, the file has ${bytes.length}`);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const expected = start + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    fail(Math.min(bytes.length, expected), `shape [${shape}] needs ${expected} bytes in all, the file has ${bytes.length}`);
  }
  return { shape, values: bytes.subarray(start) };
}

/** The content of a file, decompressed when it starts with gzip's two magic bytes. */
export async function readMaybeGzip(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const inflated = await inflate(bytes);
    return new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.byteLength);
  } catch (cause) {
    throw new DatasetError(`${file}: not a whole gzip file (${(cause as Error).message}); fetch the file again`, { cause });
  }
}
