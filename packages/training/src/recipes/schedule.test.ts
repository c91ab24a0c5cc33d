import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt, warmupSteps } from './schedule.js';

const schedule = { kind: 'cosine', peakLearningRate: 0.4, finalLearningRate: 0.1, warmupEpochs: 1 } as const;

describe('learningRateAt', () => {
  it('rises linearly to the peak, then follows half a cosine to the final rate', () => {
    const at = (step: number) => learningRateAt(schedule, step, 3, 19);
    expect([0, 1, 2].map(at)).toEqual([0.1, 0.2, expect.closeTo(0.3, 12)]);
    expect(at(3)).toBe(0.4);
    expect(at(3 + 8)).toBeCloseTo(0.25, 12);
    expect(at(3 + 4)).toBeCloseTo(0.1 + 0.15 * (1 + Math.SQRT1_2), 12);
    expect(at(19)).toBeCloseTo(0.1, 12);
  });

  it('spends at most a fifth of a short run on the warm-up', () => {
    expect(warmupSteps(schedule, 100, 1000)).toBe(100);
    expect(warmupSteps(schedule, 100, 100)).toBe(20);
    expect(warmupSteps(schedule, 1, 1)).toBe(0);
  });

  it('never leaves the range up to the peak, and never rises after the warm-up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 10 }), (stepsPerEpoch, epochs) => {
        const total = stepsPerEpoch * epochs;
        const rates = Array.from({ length: total }, (_, step) => learningRateAt(schedule, step, stepsPerEpoch, total));
        for (const rate of rates) expect(rate > 0 && rate <= 0.4).toBe(true);
        const after = rates.slice(warmupSteps(schedule, stepsPerEpoch, total));
        expect([...after].sort((a, b) => b - a)).toEqual(after);
      }),
    );
  });
});
