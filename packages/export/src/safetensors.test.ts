import { expect, it } from 'vitest';
import { encodeSafetensors } from './safetensors.js';

it('writes length, header and arrays, each array on a multiple of its element size', () => {
  const bytes = encodeSafetensors(
    [
      { name: 'odd', dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) },
      { name: 'count', dtype: 'I64', shape: [], data: BigInt64Array.of(7n) },
    ],
    { format: 'pt' },
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  expect(start % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)))).toEqual({
    __metadata__: { format: 'pt' },
    count: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
    odd: { dtype: 'F32', shape: [3], data_offsets: [8, 20] },
  });
  expect(view.getBigInt64(start, true)).toBe(7n);
  expect([8, 12, 16].map((offset) => view.getFloat32(start + offset, true))).toEqual([1, 2, 3]);
  expect(bytes.length).toBe(start + 20);
});
