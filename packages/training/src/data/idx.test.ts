import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeIdx } from './encode-idx.js';
import { parseIdx, readMaybeGzip } from './idx.js';

describe('parseIdx', () => {
  it('returns shape and values of any array of bytes that was written in the format', () => {
    const dimension = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(fc.array(dimension, { minLength: 1, maxLength: 4 }), fc.nat(255), (shape, start) => {
        const values = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (start + i) & 255);
        const parsed = parseIdx(encodeIdx(shape, values), 'x');
        expect(parsed.shape).toEqual(shape);
        expect(Array.from(parsed.values)).toEqual(Array.from(values));
      }),
    );
  });

  const good = encodeIdx([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
  const changed = (offset: number, value: number) => Uint8Array.from(good, (byte, i) => (i === offset ? value : byte));

  it.each([
    ['an HTML page', new TextEncoder().encode('<html></html>'), 'a.idx, offset 0: the first two bytes must be 0, got 0x3c68'],
    ['floats', changed(2, 0x0d), 'offset 2: the type must be 0x08 (unsigned byte), got 0x0d'],
    ['no dimension', changed(3, 0), 'offset 3: there must be at least one dimension'],
    ['an empty file', new Uint8Array(0), 'offset 0: the header needs 4 bytes, the file has 0'],
    ['a cut header', good.subarray(0, 9), 'offset 9: 2 dimensions need a header of 12 bytes, the file has 9'],
    ['cut values', good.subarray(0, 16), 'offset 16: shape [2,3] needs 18 bytes in all, the file has 16'],
    ['bytes too many', Uint8Array.from([...good, 0]), 'offset 18: shape [2,3] needs 18 bytes in all, the file has 19'],
  ])('refuses %s and names file and offset', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'a.idx')).toThrow(message);
  });
});

describe('readMaybeGzip', () => {
  it('reads plain and gzip files alike and refuses a gzip file that was cut', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isoflop-idx-'));
    const content = encodeIdx([4], Uint8Array.of(9, 8, 7, 6));
    const packed = gzipSync(content);
    await writeFile(join(folder, 'plain'), content);
    await writeFile(join(folder, 'packed.gz'), packed);
    await writeFile(join(folder, 'cut.gz'), packed.subarray(0, packed.length - 9));
    expect(Array.from(await readMaybeGzip(join(folder, 'plain')))).toEqual(Array.from(content));
    expect(Array.from(await readMaybeGzip(join(folder, 'packed.gz')))).toEqual(Array.from(content));
    await expect(readMaybeGzip(join(folder, 'cut.gz'))).rejects.toThrow(/cut\.gz: not a whole gzip file/);
    await rm(folder, { recursive: true });
  });
});
