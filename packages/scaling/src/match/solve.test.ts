import { costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { scale } from '../rules/scale.js';
import { counterOf } from './metric.js';
import { nearestSide, solve, solveMeasured } from './solve.js';

const b0 = zoo('efficientnet_b0');
const at = (resolution: number) => scale(b0, { depth: 1, width: 1, resolution });
const problem = { at, start: 1, least: 0.01, most: 100, power: 2 };

describe('solve', () => {
  it('finds both sides of a cliff: no B0 lies between 224 and 225 pixels', () => {
    const { below, above } = solve({ ...problem, target: 400e6 }, counterOf('macs'));
    expect([below?.architecture.input.height, above?.architecture.input.height]).toEqual([224, 225]);
    expect([below?.cost, above?.cost]).toEqual([costOf(at(1)).macs, costOf(at(225 / 224)).macs]);
  });

  it('searches downwards from a start that costs too much', () => {
    const { below, above } = solve({ ...problem, target: 30e6 }, counterOf('macs'));
    expect(above!.architecture.input.height - below!.architecture.input.height).toBe(1);
    expect(below!.cost).toBeLessThanOrEqual(30e6);
    expect(above!.cost).toBeGreaterThan(30e6);
  });

  it('has no side below where the least factor costs too much, and none above where the most does not', () => {
    const low = solve({ ...problem, target: 1000 }, counterOf('macs'));
    expect([low.below, low.above?.factor]).toEqual([undefined, 0.01]);
    const high = solve({ ...problem, most: 2, target: 1e12 }, counterOf('macs'));
    expect([high.below?.factor, high.above]).toEqual([2, undefined]);
  });

  it('keeps to networks that can be built', () => {
    const inception = zoo('inception_v3');
    const shrink = (resolution: number) => scale(inception, { depth: 1, width: 1, resolution });
    const { below, above } = solve({ ...problem, at: shrink, target: 1e6 }, counterOf('macs'));
    expect(below).toBeUndefined();
    expect(above!.cost).toBe(costOf(above!.architecture).macs);
    expect(above!.architecture.input.height).toBe(75);
  });
});

describe('solveMeasured', () => {
  it('lands on the same sides as counting and measures no network twice', async () => {
    const seen: string[] = [];
    const milliseconds = async (architecture: Parameters<typeof costOf>[0]) => {
      seen.push(JSON.stringify(architecture));
      return costOf(architecture).macs / 1e8;
    };
    const { below, above } = await solveMeasured({ ...problem, target: 5 }, milliseconds);
    const counted = solve({ ...problem, target: 5e8 }, counterOf('macs'));
    expect([below?.architecture, above?.architecture]).toEqual([counted.below?.architecture, counted.above?.architecture]);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('nearestSide', () => {
  const side = (cost: number) => ({ factor: 1, architecture: b0, cost });
  it('compares by ratio', () => {
    expect(nearestSide({ below: side(1), above: side(3) }, 2)?.cost).toBe(3);
    expect(nearestSide({ below: side(1) }, 2)?.cost).toBe(1);
    expect(nearestSide({}, 2)).toBeUndefined();
  });
});
