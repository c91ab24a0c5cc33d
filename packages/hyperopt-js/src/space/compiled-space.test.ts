import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../rng.js';
import { categorical } from './categorical.js';
import { choice } from './choice.js';
import { CompiledSpace } from './compiled-space.js';
import { float } from './float.js';
import { int } from './int.js';
import type { Parameter } from './parameter.js';

const numeric = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat({ max: 500 }), fc.integer({ min: 1, max: 9 }))
    .map(([low, n, step]) => int(low, low + n * step, { step })),
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.nat({ max: 500 }), fc.integer({ min: 1, max: 9 }))
    .map(([low, n, step]) => int(low, low + n * step, { step, log: true })),
  fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }))
    .map(([low, width]) => float(low, low + width)),
  fc
    .tuple(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.double({ min: 1, max: 1e9, noNaN: true }))
    .map(([low, ratio]) => float(low, low * ratio, { log: true })),
  fc
    .tuple(fc.integer({ min: -10, max: 10 }), fc.nat({ max: 50 }), fc.constantFrom(0.1, 0.25, 3))
    .map(([low, n, step]) => float(low, low + n * step, { step })),
);

test('a decoded coordinate is in range and on its step, and the mapping inverts', () => {
  fc.assert(
    fc.property(numeric, fc.double({ min: 0, max: 1, noNaN: true }), (parameter: Parameter, coordinate) => {
      const [dimension] = new CompiledSpace({ p: parameter }).dimensions;
      const value = dimension!.decode(coordinate) as number;
      const again = dimension!.encode(value); // throws when out of range or off the step
      expect(again).toBeGreaterThanOrEqual(-1e-12);
      expect(again).toBeLessThanOrEqual(1 + 1e-12);
      const back = dimension!.decode(again) as number;
      expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
      if (Number.isFinite(dimension!.levels)) expect(back).toBe(value);
    }),
  );
});

test('uniform coordinates give every level of a linear int the same chance', () => {
  const [dimension] = new CompiledSpace({ p: int(3, 12, { step: 3 }) }).dimensions;
  const counts = new Map<unknown, number>();
  for (let i = 0; i < 4000; i++)
    counts.set(dimension!.decode((i + 0.5) / 4000), (counts.get(dimension!.decode((i + 0.5) / 4000)) ?? 0) + 1);
  expect([...counts]).toEqual([
    [3, 1000],
    [6, 1000],
    [9, 1000],
    [12, 1000],
  ]);
});

test('cardinality counts branches apart and enumerate visits each point once', () => {
  const space = new CompiledSpace({
    op: categorical(['a', 'b', 'c']),
    head: choice({ pool: {}, dense: { units: int(1, 4), act: choice({ relu: {}, leaky: { slope: float(0, 1, { step: 0.5 }) } }) } }),
    width: int(8, 64, { log: true, step: 8 }),
  });
  expect(space.cardinality).toBe(3 * (1 + 4 * (1 + 3)) * 8);
  const points = [...space.enumerate()];
  expect(points).toHaveLength(space.cardinality);
  expect(new Set(points.map((point) => space.key(point))).size).toBe(space.cardinality);
  for (const point of points) expect(space.key(space.encode(space.decode(point)))).toBe(space.key(point));
  expect(new CompiledSpace({ x: float(0, 1) }).cardinality).toBe(Number.POSITIVE_INFINITY);
});

test('parameters of branches not taken are absent from params', () => {
  const space = new CompiledSpace({ head: choice({ pool: {}, dense: { units: int(1, 4) } }) });
  expect(space.decode([0, Number.NaN])).toEqual({ head: { kind: 'pool' } });
  expect(space.decode([1, 0.3])).toEqual({ head: { kind: 'dense', units: 2 } });
  expect(space.encode({ head: { kind: 'pool' } })).toEqual([0, Number.NaN]);
});

test('a sample is uniform over branches and its own canonical form', () => {
  const space = new CompiledSpace({ head: choice({ pool: {}, dense: { units: int(1, 4) } }), lr: float(1e-5, 1, { log: true }) });
  const rng = Rng.fromSeed(4);
  let dense = 0;
  for (let i = 0; i < 2000; i++) {
    const point = space.sample(rng);
    expect(space.encode(space.decode(point))).toEqual(space.normalize([...point]));
    dense += point[0]!;
  }
  expect(Math.abs(dense / 2000 - 0.5)).toBeLessThan(0.05);
});
