import { describe, expect, it } from 'vitest';
import { channelStatistics } from './statistics.js';

describe('channelStatistics', () => {
  it('gives mean and population deviation of each channel on the scale from 0 to 1', () => {
    const { mean, std } = channelStatistics(Uint8Array.of(0, 51, 255, 51, 0, 51, 255, 51), 2);
    expect(mean[0]).toBeCloseTo(0.5, 12);
    expect(std[0]).toBeCloseTo(0.5, 12);
    expect(mean[1]).toBeCloseTo(0.2, 12);
    expect(std[1]).toBe(0);
  });
});
