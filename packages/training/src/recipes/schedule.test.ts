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

  it('steps down every so many epochs, counted from the first step', () => {
    const staircase = { kind: 'exponential', peakLearningRate: 1, warmupEpochs: 1, factor: 0.5, everyEpochs: 2 } as const;
    const at = (epoch: number) => learningRateAt(staircase, epoch * 10, 10, 100);
    expect(at(0)).toBeLessThan(0.1);
    expect([1, 1.9, 2, 3.9, 4, 9].map(at)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.0625]);
  });

  it('shrinks a published schedule to the length of the run', () => {
    const published = {
      kind: 'exponential',
      peakLearningRate: 1,
      warmupEpochs: 5,
      factor: 0.97,
      everyEpochs: 2.4,
      publishedEpochs: 350,
    } as const;
    const last = (epochs: number) => learningRateAt(published, epochs * 100 - 1, 100, epochs * 100);
    expect(last(35)).toBe(last(350));
    expect(last(350)).toBeCloseTo(0.97 ** 145, 12);
    expect(warmupSteps(published, 100, 3500)).toBe(50);
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
