import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialRow } from '../test-trials.js';
import { accuracyCurves } from './curves.js';
import { dominatorOf, frontMarks } from './front-marks.js';
import { frontScales, steppedPath, ticksOf } from './front-scales.js';
import { nearest } from './nearest.js';
import { spread } from './spread.js';

const frame = { width: 640, height: 360, top: 20, right: 16, bottom: 40, left: 48 };
const place = fc.record({ macs: fc.integer({ min: 1, max: 1e10 }), accuracy: fc.double({ min: 0, max: 1, noNaN: true }) });

describe('marks', () => {
  it('are the complete trials, cheapest first, each with its role', () => {
    const front = trialRow({ number: 1, macs: 500, accuracy: 0.7 });
    const trials = [
      trialRow({ number: 4, macs: 900, accuracy: 0.6, kind: 'baseline', label: 'depth only' }),
      trialRow({ number: 2, macs: 700, accuracy: 0.6 }),
      front,
      trialRow({ number: 3, state: 'failed', accuracy: null }),
      trialRow({ number: 5, state: 'pruned', accuracy: 0.3 }),
    ];
    expect(frontMarks(trials, [front]).map(({ trial, role }) => [trial.number, role])).toEqual([
      [1, 'front'],
      [2, 'dominated'],
      [4, 'baseline'],
    ]);
  });

  it('are told which member of the front beats them most', () => {
    const front = [
      trialRow({ number: 1, macs: 10, accuracy: 0.5 }),
      trialRow({ number: 2, macs: 20, accuracy: 0.7 }),
      trialRow({ number: 3, macs: 40, accuracy: 0.8 }),
    ];
    expect(dominatorOf(trialRow({ macs: 30, accuracy: 0.45 }), front)?.number).toBe(2);
    expect(dominatorOf(trialRow({ macs: 30, accuracy: 0.75 }), front)).toBeUndefined();
    expect(dominatorOf(front[1] ?? trialRow(), front)).toBeUndefined();
  });
});

describe('scales', () => {
  it.each(['linear', 'log'] as const)('keep every mark and the budget within the frame when %s', (costScale) => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), fc.option(fc.integer({ min: 1, max: 1e10 })), (places, budget) => {
        const { x, y } = frontScales(places, budget, costScale, frame);
        for (const macs of [...places.map((each) => each.macs), ...(budget === null ? [] : [budget])]) {
          expect(x(macs)).toBeGreaterThanOrEqual(frame.left);
          expect(x(macs)).toBeLessThanOrEqual(frame.width - frame.right);
        }
        for (const { accuracy } of places) {
          expect(y(accuracy)).toBeGreaterThanOrEqual(frame.top - 1e-6);
          expect(y(accuracy)).toBeLessThanOrEqual(frame.height - frame.bottom + 1e-6);
        }
      }),
    );
  });

  it('have between 2 and 9 ticks on a logarithmic axis, whatever it spans', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
        const ticks = ticksOf(frontScales(places, null, 'log', frame).x, 72);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(11);
      }),
    );
  });

  it('put round numbers on a logarithmic axis', () => {
    const { x } = frontScales(
      [
        { macs: 120_000, accuracy: 0.5 },
        { macs: 2_000_000, accuracy: 0.9 },
      ],
      null,
      'log',
      frame,
    );
    expect(ticksOf(x, 72)).toEqual([100_000, 200_000, 500_000, 1_000_000, 2_000_000]);
  });
});

describe('the line of the front', () => {
  it('steps up where a dearer member is reached and goes on to the edge', () => {
    const front = [
      { macs: 200, accuracy: 0.8 },
      { macs: 100, accuracy: 0.5 },
    ];
    const scales = frontScales(front, null, 'linear', frame);
    const [x1, x2] = [scales.x(100), scales.x(200)].map((pixels) => Math.round(pixels * 10) / 10);
    const [y1, y2] = [scales.y(0.5), scales.y(0.8)].map((pixels) => Math.round(pixels * 10) / 10);
    expect(steppedPath(front, scales, 600)).toBe(`M${x1},${y1}H${x2}V${y2}H600`);
  });

  it('is nothing without a member', () => {
    expect(steppedPath([], frontScales([{ macs: 1, accuracy: 0 }], null, 'linear', frame), 600)).toBe('');
  });
});

describe('nearest', () => {
  it('finds the closest point within reach, and none beyond it', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
    ];
    expect([nearest(points, { x: 6, y: 0 }, 20), nearest(points, { x: 0, y: 30 }, 20)]).toEqual([1, undefined]);
  });
});

describe('spread', () => {
  it('leaves apart what is apart', () => {
    expect(spread([50, 10, 90], 16, 0, 100)).toEqual([50, 10, 90]);
  });

  it('keeps the order, the gap where there is room for it, and the bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 350 }), { maxLength: 12 }), (positions) => {
        const moved = spread(positions, 16, 0, 300);
        const order = positions.map((_, index) => index).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || a - b);
        const gaps = order.slice(1).map((index, rank) => (moved[index] ?? 0) - (moved[order[rank] ?? 0] ?? 0));
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(16 - 1e-9);
        for (const position of moved) expect(position >= -1e-9 && position <= 300 + 1e-9).toBe(true);
      }),
    );
  });
});

describe('curves', () => {
  it('are the accuracies, validation first, by epoch and without values that were not finite', () => {
    const metric = (epoch: number, name: string, value: number | null) => ({ epoch, name, value, seconds: null });
    const metrics = [
      metric(2, 'val-accuracy', 0.6),
      metric(1, 'accuracy', 0.5),
      metric(1, 'loss', 2),
      metric(1, 'val-accuracy', 0.4),
      metric(3, 'val-accuracy', null),
    ];
    expect(accuracyCurves(metrics)).toEqual([
      {
        name: 'val-accuracy',
        points: [
          { epoch: 1, value: 0.4 },
          { epoch: 2, value: 0.6 },
        ],
      },
      { name: 'accuracy', points: [{ epoch: 1, value: 0.5 }] },
    ]);
  });
});
