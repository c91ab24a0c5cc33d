import { type Architecture, costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { scale } from '../rules/scale.js';
import { normalStream } from '../testing/synthetic-study.js';
import { matchMeasured } from './match-measured.js';

const base = zoo('mobilenet_v2', { resolution: 96 });
const request = { base, build: scale, factors: { depth: 1, width: 1, resolution: 1 }, tolerance: 0.02, solveFor: 'width' } as const;

/** A machine whose latency is a start-up time, work and memory traffic, and noise. */
function machine(noise: number) {
  const normal = normalStream(3);
  const measured: Architecture[] = [];
  const measure = async (architecture: Architecture) => {
    measured.push(architecture);
    const { macs, trafficBytes } = costOf(architecture);
    return (0.5 + macs / 1e8 + trafficBytes / 1e8) * (1 + noise * normal());
  };
  return { measured, measure };
}

describe('matchMeasured', () => {
  it('lands within the tolerance of a latency in a handful of measurements', async () => {
    const { measure, measured } = machine(0.002);
    const found = await matchMeasured({ ...request, target: 4 }, measure);
    expect(found.withinTolerance).toBe(true);
    expect(Math.abs(found.cost / 4 - 1)).toBeLessThanOrEqual(0.02);
    expect(measured.length).toBeLessThanOrEqual(8);
    expect(scale(base, found.factors)).toEqual(found.architecture);
  });

  it('reports both sides where no network is near enough', async () => {
    const { measure } = machine(0);
    const found = await matchMeasured({ ...request, solveFor: 'depth', tolerance: 1e-6, target: 4 }, measure);
    expect(found.withinTolerance).toBe(false);
    expect(found.below).toBeLessThan(4);
    expect(found.above).toBeGreaterThan(4);
    expect(found.note).toContain('rounding leaves a gap along depth');
  });

  it('names the nearest target that the factor comes to where it does not come near', async () => {
    const { measure } = machine(0);
    await expect(matchMeasured({ ...request, solveFor: 'depth', target: 0.01 }, measure)).rejects.toThrow(
      /the least that depth comes to .* measures 0\.\d+, the target is 0\.01; the nearest legal target is 0\.\d+/,
    );
  });

  it('refuses a target that is no number', async () => {
    await expect(matchMeasured({ ...request, target: Number.NaN }, machine(0).measure)).rejects.toThrow('positive number, got NaN');
  });
});
