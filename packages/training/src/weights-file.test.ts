import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWeights, writeWeights } from './weights-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-weights-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tensor = fc.record({ shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), name: fc.string({ minLength: 1 }) });

it('gives back names, shapes, values and metadata of any weights', async () => {
  const named = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(named, fc.dictionary(fc.string(), fc.string()), async (tensors, metadata) => {
      const safe = tensors.filter(({ name }) => name !== '__metadata__' && name !== '__proto__');
      const weights = safe.map(({ name, shape }, i) => {
        const length = shape.reduce((product, size) => product * size, 1);
        return { name, shape, data: Float32Array.from({ length }, (_, j) => Math.fround(i + j / 7)) };
      });
      await writeWeights(join(folder, 'w'), weights, metadata);
      const read = await readWeights(join(folder, 'w'));
      expect(new Map(read.weights.map((entry) => [entry.name, entry]))).toEqual(new Map(weights.map((entry) => [entry.name, entry])));
      expect(read.metadata).toEqual({ ...metadata });
    }),
    { numRuns: 50 },
  );
});

it('writes the safetensors layout: length, JSON header, values from a multiple of 8', async () => {
  await writeWeights(join(folder, 'w'), [{ name: 'a', shape: [2], data: Float32Array.of(1, -2) }]);
  const bytes = await readFile(join(folder, 'w'));
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
    __metadata__: {},
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
  });
  expect([bytes.readFloatLE(8 + length), bytes.readFloatLE(12 + length)]).toEqual([1, -2]);
});

it('leaves the old file and nothing else when it cannot write', async () => {
  const file = join(folder, 'w');
  await writeWeights(file, [{ name: 'a', shape: [1], data: Float32Array.of(1) }]);
  const broken = {
    name: 'b',
    shape: [1],
    get data(): Float32Array {
      throw new Error('no values');
    },
  };
  await expect(writeWeights(file, [broken])).rejects.toThrow('no values');
  await expect(writeWeights(join(folder, 'w', 'inside-a-file'), [])).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(await readdir(folder)).toEqual(['w']);
  expect((await readWeights(file)).weights[0].data).toEqual(Float32Array.of(1));
});

it('refuses files that are cut, foreign or of another type, and names file and tensor', async () => {
  const file = join(folder, 'w');
  await writeWeights(file, [{ name: 'a', shape: [2], data: Float32Array.of(1, 2) }]);
  const whole = await readFile(file);
  const refused = async (bytes: Uint8Array) => {
    await writeFile(file, bytes);
    return readWeights(file).then(
      () => 'read',
      (error: Error) => error.message,
    );
  };
  expect(await refused(whole.subarray(0, whole.length - 4))).toContain(`${file}: a: shape [2] needs 8 bytes, got bytes 0 to 8 of 4`);
  expect(await refused(whole.subarray(0, 20))).toContain('the header must end inside the file of 20 bytes');
  expect(await refused(new Uint8Array(3))).toContain('the file of 3 bytes');
  expect(await refused(Buffer.concat([whole.subarray(0, 8), Buffer.from('nonsense'), whole.subarray(16)]))).toContain(
    'the header must be JSON',
  );
  expect(await refused(Buffer.from(whole.toString('latin1').replace('F32', 'F16'), 'latin1'))).toContain(
    'a: the type must be F32, got F16',
  );
});
