import { readFile } from 'node:fs/promises';
import type { NamedWeights } from '@isoflop/runtime';
import { writeFileAtomic } from './data/cache.js';

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

const METADATA = '__metadata__';
const BYTES_PER_VALUE = 4;

/**
 * Writes weights as float32 in the safetensors layout: the header's length in 8 bytes, the header as JSON padded with spaces to a multiple of
 * 8, then the values, little-endian. The file appears whole or not at all. `metadata` holds strings, for instance the architecture.
 */
export async function writeWeights(
  file: string,
  weights: readonly NamedWeights[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  let offset = 0;
  const entries = weights.map(({ name, shape, data }): [string, TensorEntry] => {
    const start = offset;
    offset += data.length * BYTES_PER_VALUE;
    return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }];
  });
  const json = JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json + ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  const values = weights.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  await writeFileAtomic(file, [length, header, ...values]);
}

export interface WeightsFile {
  readonly weights: NamedWeights[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Weights and metadata of a safetensors file whose tensors are all float32. Throws an Error that names file and tensor otherwise. */
export async function readWeights(file: string): Promise<WeightsFile> {
  return parseWeights(await readFile(file), file);
}

/** The same of a content; `file` names it in errors. */
export function parseWeights(content: Uint8Array, file: string): WeightsFile {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const headerLength = bytes.length < 8 ? Number.NaN : Number(bytes.readBigUInt64LE(0));
  if (!(headerLength <= bytes.length - 8)) {
    throw new Error(
      `weights: ${file}: the header must end inside the file of ${bytes.length} bytes, got a length of ${headerLength}; it is cut or no weights file`,
    );
  }
  const { [METADATA]: metadata = {}, ...entries } = parseHeader(bytes.toString('utf8', 8, 8 + headerLength), file);
  const body = bytes.subarray(8 + headerLength);
  const weights = Object.entries(entries as Record<string, TensorEntry>).map(([name, entry]) => ({
    name,
    shape: entry.shape,
    data: tensorValues(body, entry, `weights: ${file}: ${name}`),
  }));
  return { weights, metadata: metadata as Record<string, string> };
}

function parseHeader(json: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Error(`weights: ${file}: the header must be JSON, got ${JSON.stringify(json.slice(0, 20))}; it is no weights file`, {
      cause,
    });
  }
}

function tensorValues(body: Buffer, { dtype, shape, data_offsets: [start, end] }: TensorEntry, where: string): Float32Array {
  if (dtype !== 'F32') throw new Error(`${where}: the type must be F32, got ${dtype}`);
  const expected = shape.reduce((product, size) => product * size, BYTES_PER_VALUE);
  if (end - start !== expected || end > body.length) {
    throw new Error(
      `${where}: shape [${shape}] needs ${expected} bytes, got bytes ${start} to ${end} of ${body.length}; the file is damaged`,
    );
  }
  // A copy, because a float array must start at a multiple of 4 bytes.
  return new Float32Array(new Uint8Array(body.subarray(start, end)).buffer);
}
