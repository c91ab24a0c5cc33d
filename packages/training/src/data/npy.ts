import { DatasetError } from './dataset.js';

/** A NumPy array. `at(i)` is the i-th value in C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's name of the type without the byte order, for instance `u1` or `f4`. */
  readonly type: string;
  /** The values where they are unsigned bytes or booleans: a view, not a copy. */
  readonly bytes?: Uint8Array;
  readonly at: (index: number) => number;
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number;

const READERS: Readonly<Record<string, Reader>> = {
  b1: (view, offset) => view.getUint8(offset),
  u1: (view, offset) => view.getUint8(offset),
  i1: (view, offset) => view.getInt8(offset),
  u2: (view, offset, little) => view.getUint16(offset, little),
  i2: (view, offset, little) => view.getInt16(offset, little),
  u4: (view, offset, little) => view.getUint32(offset, little),
  i4: (view, offset, little) => view.getInt32(offset, little),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  f4: (view, offset, little) => view.getFloat32(offset, little),
  f8: (view, offset, little) => view.getFloat64(offset, little),
};

/**
 * Reads an array in NumPy's .npy format, versions 1 to 3 (numpy.lib.format): magic, version, length of the header, the header as a Python
 * dictionary, values. Throws a DatasetError that names the file. Values of 64-bit integers are exact up to 2^53.
 */
export function parseNpy(bytes: Uint8Array, file: string): NpyArray {
  const fail = (rule: string): never => {
    throw new DatasetError(`${file}: ${rule}; save the array again`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY') fail('not a NumPy array');
  const wide = bytes[6] > 1;
  const headerStart = wide ? 12 : 10;
  const start = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length) fail(`the header must end at ${start}, the file ends at ${bytes.length}`);
  const { order, type, fortran, shape } =
    parseHeader(Buffer.from(bytes.subarray(headerStart, start)).toString('utf8')) ?? fail('no header');
  const read = READERS[type] ?? fail(`the type must be one of ${Object.keys(READERS).join(', ')}, got ${type}`);
  if (fortran && shape.length > 1) fail('the array must be in C order; apply numpy.ascontiguousarray');
  const width = Number(type.slice(1));
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + count * width) {
    fail(`shape [${shape}] of ${type} needs ${start + count * width} bytes in all, the file has ${bytes.length}`);
  }
  const at = (index: number) => read(view, start + index * width, order !== '>');
  return type === 'u1' || type === 'b1' ? { shape, type, at, bytes: bytes.subarray(start) } : { shape, type, at };
}

function parseHeader(text: string) {
  const descr = /'descr':\s*'([<>|=])(\w+)'/.exec(text);
  const fortran = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([\d\s,L]*)\)/.exec(text);
  if (!descr || !fortran || !shape) return undefined;
  const sizes = shape[1].split(',').filter((size) => size.trim() !== '');
  return { order: descr[1], type: descr[2], fortran: fortran[1] === 'True', shape: sizes.map((size) => Number.parseInt(size, 10)) };
}
